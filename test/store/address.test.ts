import { describe, expect, test } from "vitest";
import { parseDatabaseUrl } from "../../src/store/address.ts";

describe("DATABASE_URL", () => {
  test("names host, port, user, password and database, percent escapes read", () => {
    expect(parseDatabaseUrl("postgres://ann:p%40ss%2Fw%25@db.example:6543/team%20work")).toEqual({
      host: "db.example",
      port: 6543,
      user: "ann",
      password: "p@ss/w%",
      database: "team work",
      ssl: false,
    });
  });

  test.each([
    ["postgresql://db.example/team", { host: "db.example", port: 5432, user: undefined, password: undefined }],
    ["postgres://[::1]:5433/team", { host: "::1", port: 5433 }],
    ["postgres://ann@%2Frun%2Fpostgresql/team", { host: "/run/postgresql", user: "ann" }],
    ["postgresql:///team?host=/run/postgresql", { host: "/run/postgresql", port: 5432 }],
    ["postgres://ann@ignored:5433/team?host=%2Frun%2Fpostgresql", { host: "/run/postgresql", port: 5433 }],
    ["postgres://db.example/team?sslmode=require", { ssl: "require" }],
    ["postgres://db.example/team?sslmode=verify-full", { ssl: "verify-full" }],
    ["postgres://db.example/team?sslmode=verify-ca", { ssl: "verify-full" }],
    ["postgres://db.example/team?sslmode=disable", { ssl: false }],
  ])("%s is understood", (url, expected) => {
    expect(parseDatabaseUrl(url)).toMatchObject({ ...expected, database: "team" });
  });

  test.each([
    "",
    "db.example/team",
    "mysql://ann:hush@db.example/team",
    "http://ann:hush@db.example/team",
    "postgres:ann:hush@db.example/team",
    "postgres://ann:hush@db.example",
    "postgres://ann:hush@db.example/",
    "postgres://ann:hush@db.example/team/other",
    "postgres:///team",
    "postgres://ann:hush@db.example:port/team",
    "postgres://ann:hush@one:1,two:2/team",
    "postgres://ann:hush%@db.example/team",
    "postgres://ann:hush@db.example/team?sslmode=sometimes",
    "postgres://ann:hush@db.example/team?channel_binding=require",
    "postgres://ann:hush@db.example/team?password=hush",
  ])("%s is refused in one line that names the variable and keeps the password to itself", (url) => {
    const refusal = expect(() => parseDatabaseUrl(url));
    refusal.toThrow(expect.objectContaining({ code: "database", message: expect.stringMatching(/^DATABASE_URL [^\n]+$/) }));
    refusal.toThrow(expect.objectContaining({ message: expect.not.stringContaining("hush") }));
  });
});
