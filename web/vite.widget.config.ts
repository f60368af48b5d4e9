import { defineConfig } from 'vite';
import { OLD_KERNELS } from './build_target.ts';

/** The embed script keeps its name (`/chat/widget.js`): offices paste its address into their own pages. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/chat',
    emptyOutDir: false,
    target: OLD_KERNELS,
    lib: { entry: 'src/widget/widget.ts', formats: ['iife'], name: 'PetitionChat', fileName: () => 'widget.js' },
  },
});
