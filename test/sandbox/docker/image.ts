/** The image that tests run commands in, as script/sandbox-image makes it; where it or a daemon is missing they say so. */
export const dockerTestOptions = { image: "adjutant-test", cpus: null };
