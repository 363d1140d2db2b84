// What SCIMMY leaves to the one who uses it: where resources come from and go
// to, and what the provider is like (the options of a test). Versions and
// If-Match (RFC 7644 section 3.14) are added here, as SCIMMY has none.
import SCIMMY from "scimmy";
import { save, taken } from "./store.js";

const { User, Group } = SCIMMY.Resources;

// declare tells SCIMMY of its resources. Each request brings along the provider that
// it came to.
export function declare(shared) {
  if (!shared.noUsers) SCIMMY.Resources.declare(User).ingress(ingress("User")).egress(egress("User")).degress(degress("User"));
  if (!shared.noGroups) SCIMMY.Resources.declare(Group).ingress(ingress("Group")).egress(egress("Group")).degress(degress("Group"));

  function egress(type) {
    return (resource, { store }) => {
      if (resource.id) return store[type].get(resource.id) ?? notFound(resource.id);
      if (resource.constraints) resource.constraints.count = Math.min(resource.constraints.count ?? shared.pageSize, shared.pageSize);
      const all = [...store[type].values()];
      return resource.filter ? resource.filter.match(all) : all;
    };
  }
  function ingress(type) {
    return (resource, data, { store, options }) => {
      const before = resource.id ? (store[type].get(resource.id) ?? notFound(resource.id)) : {};
      if (before.readOnly || options.readOnly) throw new SCIMMY.Types.Error(403, null, "you may not change this group");
      if (type === "Group") data.displayName = check(store, options, resource.id, data.displayName);
      const { schemas, meta, ...attributes } = data;
      return save(store, type, { ...attributes, id: resource.id, readOnly: before.readOnly });
    };
  }
  function degress(type) {
    return (resource, { store }) => void (store[type].delete(resource.id) || notFound(resource.id));
  }
  function check(store, options, id, name) {
    if (options.trims) name = name.trim();
    if (options.longest && name.length > options.longest) throw new SCIMMY.Types.Error(400, "invalidValue", `displayName is longer than ${options.longest} characters`);
    if (taken(store, options, id, name)) throw new SCIMMY.Types.Error(409, "uniqueness", "displayName is in use");
    return name;
  }
}

function notFound(id) {
  throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
}

declare.config = ({ noPatch, etag, pageSize }) => {
  SCIMMY.Config.set({ patch: !noPatch, etag: !!etag, filter: pageSize });
};

// middleware sends ETag and heeds If-Match where versions are on, and knows no
// PATCH where that is off.
declare.middleware = (store, { noPatch, etag }) => (request, response, next) => {
  const [, type, id] = /^\/(User|Group)s\/([^/]+)$/.exec(request.path) ?? [];
  const refuse = (status, detail) => response.status(status).type("application/scim+json").send(new SCIMMY.Messages.Error({ status, message: detail }));
  if (request.method === "PATCH" && noPatch) return refuse(501, "PATCH is not offered");
  if (!etag || !id) return next();
  const current = () => store[type].get(decodeURIComponent(id))?.meta.version;
  const wanted = request.header("If-Match");
  if (wanted && current() && wanted !== "*" && wanted !== current()) return refuse(412, "the version is another");
  const send = response.send;
  response.send = function (body) {
    if (current()) response.set("ETag", current());
    return send.call(this, body);
  };
  next();
};
