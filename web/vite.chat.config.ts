import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { API_IN_DEVELOPMENT, OLD_KERNELS } from './build_target.ts';

export default defineConfig({
  root: 'src/chat',
  base: '/chat/',
  publicDir: false,
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { proxy: API_IN_DEVELOPMENT },
  build: {
    outDir: '../../dist/chat',
    emptyOutDir: true,
    target: OLD_KERNELS,
    cssTarget: ['chrome79', 'safari13'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
