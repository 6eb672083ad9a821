// A place without repositories, and a repository whose objects stand in a map.
#pragma once

#include <map>

#include "ports/object_store.h"

namespace ropewalk::ports {

/// Public members, set before use. Numbers are those of the map's order.
class FakeObjectStore final : public ObjectStore {
 public:
  RepositoryShape facts;
  std::filesystem::path folder;
  std::map<ObjectId, StoredObject> objects;
  std::vector<IndexEntry> entries;

  [[nodiscard]] const RepositoryShape& shape() const override { return facts; }
  [[nodiscard]] const std::filesystem::path& top() const override { return folder; }
  [[nodiscard]] Result<StoredObject> read(const ObjectId& id) const override;
  [[nodiscard]] Result<ObjectId> complete(std::string_view digits) const override;
  [[nodiscard]] Result<std::vector<IndexEntry>> index() const override { return entries; }
  [[nodiscard]] std::vector<std::string> files() const override { return {}; }
  [[nodiscard]] std::size_t count() const override { return objects.size(); }
  [[nodiscard]] const ObjectId& id(std::size_t number) const override;
  [[nodiscard]] std::optional<std::size_t> number(const ObjectId& id) const override;
  [[nodiscard]] std::vector<StoreTrouble> visit(const std::vector<Look>& looks, std::size_t threads) const override;
};

class FakeObjectStores final : public ObjectStores {
 public:
  /// What is opened, whatever the folder is; null for none.
  std::shared_ptr<const FakeObjectStore> store;
  [[nodiscard]] Result<std::unique_ptr<ObjectStore>> open(const std::filesystem::path& folder) override;
};

}  // namespace ropewalk::ports
