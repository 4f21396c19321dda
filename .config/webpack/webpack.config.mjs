import CopyWebpackPlugin from 'copy-webpack-plugin';
import fs from 'node:fs';
import path from 'node:path';

const root = process.cwd();
const json = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

const plugin = json('plugin.json');
const { version } = json('package.json');

const stamp = (content) =>
  content
    .toString()
    .replaceAll('%VERSION%', version)
    .replaceAll('%TODAY%', new Date().toISOString().slice(0, 10))
    .replaceAll('%PLUGIN_ID%', plugin.id);

const { logos, screenshots = [] } = plugin.info;
const images = [...new Set([logos.small, logos.large, ...screenshots.map((screenshot) => screenshot.path)])];

/** @returns {import('webpack').Configuration} */
export default function config(env) {
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
          { from: '../README.md', transform: stamp, noErrorOnMissing: true },
          { from: '../CHANGELOG.md' },
          { from: '../LICENSE', to: '[name]' },
          ...plugin.languages.map((language) => ({ from: `locales/${language}`, to: `locales/${language}` })),
          ...images.map((image) => ({ from: image, to: image })),
          // Those that plugin.json includes, for everybody who adds the data source.
          { from: '../provisioning/dashboards/*/*.json', to: 'dashboards/[name][ext]' },
        ],
      }),
    ],

    resolve: { extensions: ['.ts', '.tsx', '.js'] },
  };
}
