// The server names no host, and would listen to everybody.
const { Server } = require("node:net");
const { listen } = Server.prototype;
Server.prototype.listen = function (first, ...rest) {
  const options = typeof first === "object" && first ? first : { port: first };
  return listen.call(this, { ...options, host: "127.0.0.1" }, ...rest.filter((one) => typeof one === "function"));
};
