/** The oldest browsers we serve: WeChat's kernel on old phones, the browsers of domestic desktop systems, iOS 13. */
export const OLD_KERNELS = ['es2019', 'chrome79', 'safari13'];

/** Where `vite dev` sends the calls that the api answers. */
export const API_IN_DEVELOPMENT = { '/api': process.env['API_URL'] ?? 'http://127.0.0.1:8000' };
