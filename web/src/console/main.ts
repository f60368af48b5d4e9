import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { installElements } from './elements';
import { queries } from './queries';
import { router } from './router';
import './theme.css';

const app = createApp(App);
installElements(app);
app.use(createPinia()).use(VueQueryPlugin, { queryClient: queries }).use(router).mount('#app');
