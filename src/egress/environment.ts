import { routeAuthority, routeCertificates } from "../sandbox/sandbox.ts";

/** Variables by which programs find a proxy; Node reads them when the last one is set. */
const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] as const;

/** Variables by which programs find certificates to trust. */
const certificateNames = [
  ...["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "PIP_CERT"],
  ...["CARGO_HTTP_CAINFO", "AWS_CA_BUNDLE", "DENO_CERT"],
];

/** What tells programs inside of the way out. The command's own loopback is reached directly. */
export function environmentOf(isTerminated: boolean): Readonly<Record<string, string>> {
  const [host = "", port = ""] = routeAuthority.split(":");
  const java = ["http", "https"].map((scheme) => `-D${scheme}.proxyHost=${host} -D${scheme}.proxyPort=${port}`).join(" ");
  return {
    ...Object.fromEntries(proxyNames.map((name) => [name, `http://${routeAuthority}`])),
    NO_PROXY: "localhost,127.0.0.1,::1",
    no_proxy: "localhost,127.0.0.1,::1",
    NODE_USE_ENV_PROXY: "1",
    JAVA_TOOL_OPTIONS: java,
    ...(isTerminated ? Object.fromEntries(certificateNames.map((name) => [name, routeCertificates])) : {}),
  };
}
