import { createRouter, createWebHashHistory } from 'vue-router';
import { useSignedIn } from './signed_in';

/** Addresses behind the #, so that the pages are plain files for any web server. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true, title: '登录' } },
    { path: '/password', component: () => import('./pages/PasswordPage.vue'), meta: { title: '修改密码' } },
    {
      path: '/',
      component: () => import('./pages/OfficeShell.vue'),
      children: [
        { path: '', redirect: '/cases' },
        { path: 'cases', component: () => import('./pages/WorkListPage.vue'), meta: { title: '工作台' } },
        { path: 'cases/:number', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: '信访事项' } },
        { path: 'conversations', component: () => import('./pages/ConversationsPage.vue'), meta: { title: '人工对话' } },
      ],
    },
    { path: '/:rest(.*)*', redirect: '/cases' },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta['open']) return true;
  const signedIn = useSignedIn();
  if (!signedIn.asked) await signedIn.ask().catch(() => undefined);
  if (!signedIn.me) return { path: '/sign-in', query: { to: to.fullPath } };
  if (signedIn.me.must_change_password && to.path !== '/password') return '/password';
  return true;
});

router.afterEach((to) => {
  document.title = `${String(to.meta['title'] ?? '')} · 信访工作台`;
});
