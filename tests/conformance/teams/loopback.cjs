// Loaded before Agents Playground, which has no option for its address: everything it listens on is 127.0.0.1.
const net = require('node:net');

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const [first] = args;
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    return listen.call(this, { port: Number(first), host: '127.0.0.1' }, args.find(arg => typeof arg === 'function'));
  }
  if (first && typeof first === 'object' && first.port !== undefined) args[0] = { ...first, host: '127.0.0.1' };
  return listen.apply(this, args);
};
