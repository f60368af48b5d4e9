/**
 * Embeds the chat in an office's own site by one tag:
 *
 *   <script src="https://…/chat/widget.js" data-campaign="门户网站" data-colour="#1f5a66" data-position="right"
 *           data-label="网上信访" defer></script>
 *
 * All styles are set by script, so that the site's content security policy need not allow inline styles.
 */

const PHONE_WIDTH = 560;
const CLOSE = 'petition-chat:close';

type Style = Partial<Record<keyof CSSStyleDeclaration, string>>;

function styled<K extends keyof HTMLElementTagNameMap>(tag: K, style: Style): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  Object.assign(element.style, style);
  return element;
}

function embed(script: HTMLScriptElement): void {
  const { campaign = '', colour = '#1f5a66', position = 'right', label = '网上信访' } = script.dataset;
  const side = position === 'left' ? 'left' : 'right';
  const address = new URL('./', script.src);
  if (campaign) address.searchParams.set('from', campaign);

  const button = styled('button', {
    position: 'fixed', bottom: '24px', [side]: '24px', zIndex: '2147483000', minWidth: '64px', minHeight: '64px',
    padding: '0 22px', border: '2px solid #fff', borderRadius: '32px', background: colour, color: '#fff',
    font: '600 18px/1.2 "PingFang SC","Microsoft YaHei",sans-serif', cursor: 'pointer',
    boxShadow: '0 4px 16px rgba(0,0,0,.25)',
  });
  button.type = 'button';
  button.textContent = label;
  button.setAttribute('aria-haspopup', 'dialog');
  button.setAttribute('aria-expanded', 'false');

  const panel = styled('div', {
    position: 'fixed', zIndex: '2147483001', display: 'none', background: '#fff', overflow: 'hidden',
    boxShadow: '0 8px 40px rgba(0,0,0,.3)',
  });
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', label);
  let frame: HTMLIFrameElement | null = null;

  const fit = (): void => {
    const phone = window.innerWidth < PHONE_WIDTH;
    Object.assign(panel.style, phone
      ? { left: '0', right: '0', top: '0', bottom: '0', width: '100%', height: '100%', borderRadius: '0' }
      : { left: 'auto', right: 'auto', top: 'auto', bottom: '24px', [side]: '24px', width: '420px',
          height: `${Math.min(720, window.innerHeight - 48)}px`, borderRadius: '14px' });
  };

  const open = (): void => {
    if (!frame) {
      frame = styled('iframe', { width: '100%', height: '100%', border: '0' });
      frame.title = label;
      frame.allow = 'camera; microphone; clipboard-write';
      frame.src = address.href;
      panel.appendChild(frame);
    }
    fit();
    panel.style.display = 'block';
    button.style.display = 'none';
    button.setAttribute('aria-expanded', 'true');
    frame.focus();
  };

  const close = (): void => {
    panel.style.display = 'none';
    button.style.display = '';
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  };

  button.addEventListener('click', open);
  window.addEventListener('resize', fit);
  window.addEventListener('message', (event) => {
    if (event.source === frame?.contentWindow && event.data === CLOSE) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && panel.style.display === 'block') close();
  });
  document.body.appendChild(button);
  document.body.appendChild(panel);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) embed(script);
  else document.addEventListener('DOMContentLoaded', () => embed(script));
}

export {};
