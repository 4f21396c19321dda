// Builds what @grafana/create-plugin's configuration builds: an AMD module that shares Grafana's libraries, with the files
// that a plugin is packaged with beside it. It differs where plugin.json stands: at the root of the repository.
import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'node:path';
import type { Configuration } from 'webpack';
import { version } from '../../package.json';
import plugin from '../../plugin.json';
import { withAbsoluteLinks } from './links';

const root = path.resolve(__dirname, '../..');

const stamp = (content: Buffer) =>
  content
    .toString()
    .replaceAll('%VERSION%', version)
    .replaceAll('%TODAY%', new Date().toISOString().slice(0, 10))
    .replaceAll('%PLUGIN_ID%', plugin.id);

const { logos, screenshots } = plugin.info;
const pictures = new Set(screenshots.map((screenshot) => screenshot.path));
const images = [...new Set([logos.small, logos.large])];

export default function config(env: { production?: boolean }): Configuration {
  const production = Boolean(env.production);
  return {
    mode: production ? 'production' : 'development',
    context: path.join(root, 'src'),
    entry: { module: './module.ts' },
    devtool: production ? 'source-map' : 'eval-source-map',

    // Grafana shares these with every plugin. react/jsx-runtime is shared only by newer versions, so the classic
    // JSX transform is used.
    externals: [
      '@emotion/css',
      // Holds the translations that Grafana loads.
      'i18next',
      'lodash',
      'react',
      'react-dom',
      'rxjs',
      'rxjs/operators',
      /^@grafana\/(data|runtime|ui)$/,
    ],

    module: {
      rules: [
        {
          test: /\.[jt]sx?$/,
          exclude: /node_modules/,
          use: {
            loader: 'swc-loader',
            options: { jsc: { target: 'es2018', parser: { syntax: 'typescript', tsx: true } } },
          },
        },
      ],
    },

    output: {
      // The back end's executables are built into the same folder.
      clean: { keep: /gpx_|go_plugin_build_manifest/ },
      filename: '[name].js',
      library: { type: 'amd' },
      path: path.join(root, 'dist'),
      publicPath: `public/plugins/${plugin.id}/`,
      uniqueName: plugin.id,
    },

    plugins: [
      new CopyWebpackPlugin({
        patterns: [
          { from: '../plugin.json', transform: stamp },
          { from: '../README.md', transform: (content: Buffer) => withAbsoluteLinks(stamp(content)) },
          { from: '../CHANGELOG.md' },
          { from: '../LICENSE', to: '[name]' },
          ...plugin.languages.map((language) => ({ from: `locales/${language}`, to: `locales/${language}` })),
          ...images.map((image) => ({ from: image, to: image })),
          // The pictures of the README are the plugin's screenshots.
          ...[...pictures].map((picture) => ({ from: `../docs/${picture}`, to: picture })),
          // The dashboards that plugin.json includes.
          { from: '../provisioning/dashboards/*/*.json', to: 'dashboards/[name][ext]' },
        ],
      }),
    ],

    resolve: { extensions: ['.ts', '.tsx', '.js'] },
  };
}
