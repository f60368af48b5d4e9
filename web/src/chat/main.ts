import { createApp } from 'vue';
import ChatPage from './ChatPage.vue';
import './styles/base.css';
import './styles/messages.css';
import './styles/composer.css';
import './styles/cards.css';
import './styles/sheets.css';
import './styles/progress.css';
import './styles/elder.css';

// The keyboard of a phone makes the visible part smaller than 100vh: the page follows what is really visible.
function fitHeight(): void {
  const height = window.visualViewport?.height ?? window.innerHeight;
  document.documentElement.style.setProperty('--app-height', `${Math.round(height)}px`);
}
fitHeight();
(window.visualViewport ?? window).addEventListener('resize', fitHeight);

createApp(ChatPage).mount('#app');
