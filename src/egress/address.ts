import { BlockList, isIP } from "node:net";

/** What is no address of somebody else on the internet (IANA special-purpose registries), and where a cloud keeps its keys. */
const closed4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
  ...["192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  "168.63.129.16/32",
];

/** Of IPv6 only this is routed; what embeds an IPv4 address (6to4, Teredo, NAT64, mapped) and what is for documents is not let through. */
const routed6 = "2000::/3";
const closed6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const closed = listOf([...closed4, ...closed6]);
const routed = listOf([routed6]);

/** Whether an address is one of the public internet: nothing of this machine, of the network around it, or of a cloud's inside. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, "ipv4");
  return family === 6 && !address.includes("%") && routed.check(address, "ipv6") && !closed.check(address, "ipv6");
}

/** What organisations use inside (RFC 1918, 4193, 6598), without what clouds keep there for their own machines. */
const inside4 = listOf(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]);
const inside6 = listOf(["fc00::/7"]);
const ofClouds = listOf(["100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::/32"]);

/** Whether an address is one of a private network: never this machine, a link's own, or a cloud's metadata service. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return inside4.check(address, "ipv4") && !ofClouds.check(address, "ipv4");
  return family === 6 && !address.includes("%") && inside6.check(address, "ipv6") && !ofClouds.check(address, "ipv6");
}

function listOf(nets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const net of nets) {
    const [address = "", bits] = net.split("/");
    list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
