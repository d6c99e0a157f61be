/**
 * Fails when a schema field or a property of an exported interface has no docstring, or when the `@default` that a
 * docstring promises is not the one that the code sets: `npx tsx scripts/check-docs.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const FOLDERS = ["components", "stacks"];

/** The calls whose object literal is the fields of a schema. */
const SCHEMA_CALL = /(^z\.(strictObject|object)|\.(safeExtend|extend))$/;

/** The text of the docstring right before a node, without its frame of stars. */
function docstring(node: ts.Node, source: ts.SourceFile): string | undefined {
  const comments = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const text = comments
    .map(({ pos, end }) => source.text.slice(pos, end))
    .findLast((comment) => comment.startsWith("/**"));
  return text?.replace(/^\/\*\*|\*\/$|^\s*\*/gm, "").trim();
}

/** What `.default(…)` sets, if it is anywhere in the chain of calls. */
function codeDefault(expression: ts.Node, source: ts.SourceFile): string | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined;
  const { name, expression: callee } = expression.expression;
  if (name.text === "default") return expression.arguments[0]?.getText(source);
  return codeDefault(callee, source);
}

function fieldProblem(field: ts.PropertyAssignment, source: ts.SourceFile): string | undefined {
  const doc = docstring(field, source);
  if (!doc) return "has no docstring";
  const promised = /@default (.+)$/m.exec(doc)?.[1]?.trim();
  const actual = codeDefault(field.initializer, source);
  if (promised === actual) return undefined;
  return `says @default ${promised ?? "nothing"}, the code ${actual ?? "nothing"}`;
}

const isExported = ({ parent }: ts.Node) =>
  ts.isInterfaceDeclaration(parent) &&
  parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** One line per undocumented or misdocumented field, as `file:line field: problem`. */
export function checkDocs(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const problems: string[] = [];
  const report = (node: ts.PropertyAssignment | ts.TypeElement, problem: string | undefined) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    if (problem) problems.push(`${file}:${line + 1} ${node.name?.getText(source) ?? ""}: ${problem}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && SCHEMA_CALL.test(node.expression.getText(source)))
      for (const fields of node.arguments.filter(ts.isObjectLiteralExpression))
        for (const field of fields.properties.filter(ts.isPropertyAssignment))
          report(field, fieldProblem(field, source));
    if (ts.isTypeElement(node) && isExported(node))
      report(node, docstring(node, source) ? undefined : "has no docstring");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

if (require.main === module) {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  ).filter((path) => path.endsWith(".ts"));
  const problems = files.flatMap((path) => checkDocs(path, readFileSync(path, "utf8")));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
