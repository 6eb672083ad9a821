#include "ports/fake/object_stores.h"

#include <iterator>

namespace ropewalk::ports {

Result<StoredObject> FakeObjectStore::read(const ObjectId& id) const {
  const auto found = objects.find(id);
  return found == objects.end() ? Result<StoredObject>(fail(ErrorKind::kNotFound, "no such object")) : found->second;
}

Result<ObjectId> FakeObjectStore::complete(std::string_view digits) const {
  for (const auto& [id, object] : objects) {
    if (to_hex(id, facts.id_size).starts_with(digits)) {
      return id;
    }
  }
  return fail(ErrorKind::kNotFound, "no such object");
}

const ObjectId& FakeObjectStore::id(std::size_t number) const {
  return std::next(objects.begin(), static_cast<std::ptrdiff_t>(number))->first;
}

std::optional<std::size_t> FakeObjectStore::number(const ObjectId& id) const {
  const auto found = objects.find(id);
  return found == objects.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(std::distance(objects.begin(), found)));
}

std::vector<StoreTrouble> FakeObjectStore::visit(const std::vector<Look>& looks, std::size_t /*threads*/) const {
  for (const Look& look : looks) {
    if (look.begin) {
      look.begin();
    }
    std::size_t number = 0;
    for (const auto& [id, object] : objects) {
      if (look.wants(object.kind) && (!look.is_needed || look.is_needed(number))) {
        look.visit({number, object.kind, object.content, 0});
      }
      ++number;
    }
  }
  return {};
}

Result<std::unique_ptr<ObjectStore>> FakeObjectStores::open(const std::filesystem::path& /*folder*/) {
  if (!store) {
    return fail(ErrorKind::kNotFound, "no git repository");
  }
  return std::unique_ptr<ObjectStore>(std::make_unique<FakeObjectStore>(*store));
}

}  // namespace ropewalk::ports
