// Faults that a test puts in: an answer in place of the provider's, a
// connection that is dropped before or after the work was done, a delay.

export function newFaults() {
  const list = [];
  function middleware(request, response, next) {
    const fault = list.find((f) => f.times !== 0 && (!f.method || f.method === request.method) && request.path.includes(f.path ?? ""));
    if (!fault) return next();
    if (fault.skip > 0) {
      fault.skip--;
      return next();
    }
    if (fault.times > 0) fault.times--;
    fault.hits++;
    const act = () => {
      if (fault.drop === "before") return request.socket.destroy();
      if (fault.drop === "after") {
        response.send = () => (request.socket.destroy(), response);
        return next();
      }
      if (!fault.status) return next();
      response.status(fault.status).set(fault.header ?? {});
      response.end(fault.body ?? "");
    };
    if (fault.delay) setTimeout(act, fault.delay);
    else act();
  }
  return {
    middleware,
    commands: {
      fault: ({ fault }) => list.push({ hits: 0, ...fault }) - 1,
      hits: ({ index }) => list[index].hits,
      heal: () => void list.splice(0),
    },
  };
}
