import { createRequire } from "node:module";

// Drizzle's package.json is 180 kB, and Node reads it anew for each of the hundred files its ES build consists of: half a
// second and 200 MB at every start. Its CommonJS build is the same code without that. The types are the ES build's own.
const require = createRequire(import.meta.url);

const core: typeof import("drizzle-orm") = require("drizzle-orm");
export const { and, arrayContains, asc, desc, eq, gt, inArray, isNotNull, isNull, like, lt, max, notInArray, or, sql } = core;

const pg: typeof import("drizzle-orm/pg-core") = require("drizzle-orm/pg-core");
export const {
  bigint,
  bigserial,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  unique,
} = pg;

const { customType } = pg;
/**
 * A column of JSON. Drizzle's own parses once more what the driver has parsed: the text "1e3" would come back as a number.
 * A null is SQL's.
 */
export const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});

const postgresJs: typeof import("drizzle-orm/postgres-js") = require("drizzle-orm/postgres-js");
export const { drizzle } = postgresJs;

const migrator: typeof import("drizzle-orm/postgres-js/migrator") = require("drizzle-orm/postgres-js/migrator");
export const applyMigrations = migrator.migrate;
