import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** No resource may be born where a preview cannot see it. @see https://github.com/pulumi/pulumi/issues/16140 */
const noResourceInApply = {
  selector:
    "CallExpression[callee.property.name='apply'] NewExpression:not([callee.name=/^(URL|Set|Map|Date|.*Error)$/]):not([callee.property.name=/Error$/])",
  message: "Declare resources outside apply: a preview cannot see what is declared inside.",
};

const noConfig = {
  selector:
    "NewExpression[callee.object.name='pulumi'][callee.property.name='Config'], MemberExpression[property.name='allConfig']",
  message: "Configuration is read in stacks/settings.ts only.",
};
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "The program is decided by its arguments: settings go into Pulumi.<stack>.yaml.",
};
const noStackName = {
  selector: "CallExpression[callee.property.name=/^(getStack|getProject|getOrganization)$/]",
  message: "Components do not know where they are used: pass what differs as an argument.",
};

/** Only the folders that a folder builds on may be imported from it. */
const layers = (from, forbidden) => ({
  files: [`${from}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: forbidden.map((name) => ({
          group: [`**/${name}/**`, `**/${name}`],
          message: `${from}/ does not build on ${name}/.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", ".berth/", "services/"] },
  eslint.configs.recommended,
  { files: ["**/*.ts"], extends: [tseslint.configs.recommendedTypeChecked] },
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      "import-x/resolver-next": [createTypeScriptImportResolver()],
    },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-non-null-assertion": "error",
      // Also what keeps Outputs out of template literals, where they would become a sentence about Outputs.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "max-depth": ["error", 3],
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
      "no-restricted-syntax": ["error", noResourceInApply],
    },
  },
  {
    files: ["components/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", noResourceInApply, noConfig, noEnvironment, noStackName] },
  },
  {
    files: ["stacks/**/*.ts"],
    ignores: ["stacks/settings.ts"],
    rules: { "no-restricted-syntax": ["error", noResourceInApply, noConfig, noEnvironment] },
  },
  layers("components", ["stacks", "sandbox", "cli", "test"]),
  layers("stacks", ["sandbox", "cli", "test"]),
  layers("policies", ["components", "stacks", "sandbox", "cli", "test"]),
  layers("sandbox", ["stacks", "test"]),
  { files: ["test/**/*.ts"], rules: { "max-lines-per-function": "off", "@typescript-eslint/unbound-method": "off" } },
  prettier,
);
