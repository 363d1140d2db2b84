// The provider's data, and the commands with which a test changes it behind the
// client's back.

const fold = (name) => name.normalize("NFC").toLowerCase();

export function newStore({ groups = [], users = [] }) {
  const store = { Group: new Map(), User: new Map(), clock: Date.UTC(2026, 0, 1), made: 0 };
  for (const u of users) save(store, "User", { id: u.id, userName: u.userName, displayName: u.displayName, externalId: u.externalId || undefined, active: true, emails: u.mail ? [{ value: u.mail, type: "work", primary: true }] : undefined });
  for (const g of groups) addGroup(store, g);
  return store;
}

function addGroup(store, { id, displayName, externalId, members, readOnly }) {
  return save(store, "Group", { id, displayName, externalId: externalId || undefined, members: (members ?? []).map((value) => member(store, value)), readOnly });
}

function member(store, value) {
  const type = store.Group.has(value) || !store.User.has(value) && value.startsWith("group-") ? "Group" : "User";
  const known = store[type].get(value);
  return { value, type, display: known?.displayName ?? known?.userName };
}

// save puts a resource into the store, with a new version. Every write moves
// the clock by a second, so that no two versions are the same.
export function save(store, type, resource) {
  const id = resource.id || `${type.toLowerCase()}-${++store.made}`;
  const now = new Date((store.clock += 1000)).toISOString();
  const before = store[type].get(id);
  const saved = { ...resource, id, meta: { resourceType: type, created: before?.meta.created ?? now, lastModified: now, version: `W/"${store.clock / 1000}"` } };
  store[type].set(id, saved);
  return saved;
}

// taken says whether another resource has this name, as the provider's rule
// of uniqueness sees it.
export function taken(store, { unique }, id, name) {
  if (!unique) return false;
  const same = (other) => (unique === "exact" ? other === name : fold(other) === fold(name));
  return [...store.Group.values()].some((g) => same(g.displayName ?? "") && (g.id !== id || (unique === "self" && g.displayName !== name)));
}

const plain = ({ id, displayName = "", externalId = "", members = [], readOnly = false, meta }) => ({ id, displayName, externalId, members: members.map((m) => m.value), readOnly, version: meta.version });

export function commands(store) {
  const existing = (id) => {
    if (!store.Group.has(id)) throw new Error(`there is no group ${id}`);
    return store.Group.get(id);
  };
  return {
    groups: () => [...store.Group.values()].map(plain),
    rename: ({ id, name }) => plain(save(store, "Group", { ...existing(id), displayName: name })),
    remove: ({ id }) => void (existing(id) && store.Group.delete(id)),
    add: ({ group }) => plain(addGroup(store, group)),
  };
}
