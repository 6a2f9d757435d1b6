declare const passedTheGate: unique symbol;

/** What has passed the gate for everything outbound. Only `createOutbound` makes one, and what shows or keeps words takes nothing else. */
export type Cleaned<T> = T & { readonly [passedTheGate]: true };
