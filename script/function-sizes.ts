import { parseSync } from "@swc/core";

/** One function of a source file: how long it is and how many ways lead through it. */
export type FunctionSize = {
  readonly name: string;
  /** Line it begins on, from 1. */
  readonly line: number;
  /** Physical lines from its first to its last, nested functions included. */
  readonly lines: number;
  /** Cyclomatic complexity, nested functions left out. */
  readonly complexity: number;
};

type Node = { readonly type: string; readonly span?: { readonly start: number; readonly end: number }; readonly [key: string]: unknown };
type Found = { readonly node: Node; readonly name: string };

const functionTypes = new Set([
  "ArrowFunctionExpression",
  "ClassMethod",
  "Constructor",
  "FunctionDeclaration",
  "FunctionExpression",
  "GetterProperty",
  "MethodProperty",
  "PrivateMethod",
  "SetterProperty",
]);
const branchTypes = new Set([
  "CatchClause",
  "ConditionalExpression",
  "DoWhileStatement",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "IfStatement",
  "WhileStatement",
]);
const branchOperators = new Set(["&&", "||", "??", "&&=", "||=", "??="]);

/** Measures every function of a TypeScript source, inline ones included, in source order. */
export function measureFunctions(source: string): FunctionSize[] {
  const program: unknown = parseSync(source, { syntax: "typescript", target: "es2024" });
  const lineAt = lineFinder(source);
  return findFunctions(program, "(anonymous)").map(({ node, name }) => {
    const first = lineAt(node.span?.start ?? 1);
    const last = lineAt((node.span?.end ?? 2) - 1);
    return { name, line: first, lines: last - first + 1, complexity: 1 + countBranches(Object.values(node)) };
  });
}

/** The parser counts bytes from 1, not characters from 0. */
function lineFinder(source: string): (position: number) => number {
  const bytes = Buffer.from(source);
  return (position) => bytes.subarray(0, position - 1).reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 1);
}

function findFunctions(value: unknown, context: string): Found[] {
  if (Array.isArray(value)) return value.flatMap((item) => findFunctions(item, context));
  if (!isRecord(value)) return [];
  const name = nameOf(value) ?? context;
  const inside = Object.values(value).flatMap((child) => findFunctions(child, name));
  return isNode(value) && functionTypes.has(value.type) && hasBody(value) ? [{ node: value, name }, ...inside] : inside;
}

/** Overload signatures and abstract methods have no body. */
function hasBody(node: Node): boolean {
  const inner = node["function"];
  return isRecord(node["body"]) || (isRecord(inner) && isRecord(inner["body"]));
}

/** Name of a declaration, variable, method or property; what lies inside without a name of its own is called after it. */
function nameOf(node: Record<string, unknown>): string | undefined {
  const named = node["identifier"] ?? node["id"] ?? node["key"];
  if (!isRecord(named)) return node["type"] === "Constructor" ? "constructor" : undefined;
  const value = named["value"];
  return typeof value === "string" ? value : undefined;
}

function countBranches(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + countBranches(item), 0);
  if (!isRecord(value) || (isNode(value) && functionTypes.has(value.type))) return 0;
  return (isBranch(value) ? 1 : 0) + countBranches(Object.values(value));
}

/** `case "a": case "b":` is one way, not two: only the label before statements counts. */
function isBranch(node: Record<string, unknown>): boolean {
  const type = node["type"];
  if (type === "SwitchCase") return isRecord(node["test"]) && Array.isArray(node["consequent"]) && node["consequent"].length > 0;
  if (typeof type !== "string") return false;
  return branchTypes.has(type) || (typeof node["operator"] === "string" && branchOperators.has(node["operator"]));
}

function isNode(value: Record<string, unknown>): value is Node {
  return typeof value["type"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
