import grafana from '@grafana/eslint-config';
import translations from '@grafana/i18n/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';

export default defineConfig([
  globalIgnores(['dist/', 'coverage/', '.data/']),
  ...grafana,
  {
    rules: {
      'react/prop-types': 'off',
      // Hooks that take a list of dependencies, as useEffect does.
      'react-hooks/exhaustive-deps': ['error', { additionalHooks: '(useAsync|useLookup)' }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/dashboards/**', '**/*.test.{ts,tsx}'],
    plugins: { '@grafana/i18n': translations },
    rules: {
      '@grafana/i18n/no-untranslated-strings': 'error',
      '@grafana/i18n/no-translation-top-level': 'error',
    },
  },
  {
    files: ['src/dashboards/**/*.ts'],
    rules: {
      // They run in a terminal, not in Grafana.
      'no-console': 'off',
      // The builders of the classic schema, which Grafana 11.6 needs, count as deprecated.
      '@typescript-eslint/no-deprecated': 'off',
    },
  },
]);
