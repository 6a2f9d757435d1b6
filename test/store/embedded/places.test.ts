import { join } from "node:path";
import { expect, test } from "vitest";
import { placesOf } from "../../../src/store/embedded/places.ts";

test("everything lies in the home, the socket too", () => {
  const { home, ...places } = placesOf("/srv/adjutant", 1000);
  for (const place of Object.values(places)) expect(place.startsWith(`${home}/postgres`)).toBe(true);
});

test("below a long home the socket moves to a short directory, each home's and each account's own", () => {
  const long = `/srv/${"x".repeat(100)}`;
  const socket = placesOf(long, 1000).socket;
  expect(socket).toMatch(/^\/tmp\/adjutant-1000-[0-9a-f]{16}$/);
  expect(placesOf(long, 1000).socket).toBe(socket);
  expect(placesOf(`${long}y`, 1000).socket).not.toBe(socket);
  expect(placesOf(long, 1001).socket).not.toBe(socket);
});

test("no home, however long, makes a socket path that the kernel refuses", () => {
  for (let length = 1; length < 200; length += 1) {
    const path = join(placesOf(`/${"ä".repeat(length)}`, 4_294_967_294).socket, ".s.PGSQL.5432");
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
  }
});
