import { defineConfig } from "drizzle-kit";

/** `npm run migrations:generate` writes the SQL from one state of the schema to the next. */
export default defineConfig({
  dialect: "postgresql",
  schema: ["./src/store/schema.ts", "./src/store/schema/*.ts"],
  out: "./migrations",
});
