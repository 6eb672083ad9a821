// The ObjectStore of a repository on this disk: loose objects, packs, and those that it borrows from.
#pragma once

#include <mutex>

#include "git/store/mapped_file.h"
#include "git/store/pack_index.h"
#include "git/store/store_folder.h"
#include "ports/object_store.h"

namespace ropewalk::git {

/// One pack and its index.
struct Pack {
  std::string name;
  MappedFile index_file;
  MappedFile file;
  PackIndex index;
};

/// Where an object is: in a pack, or loose in the object folder of that number.
struct ObjectPlace {
  static constexpr std::uint32_t kLoose = 0x80000000U;

  ports::ObjectId id;
  std::uint32_t pack = 0;
  std::uint64_t offset = 0;
};

class GitObjectStore final : public ports::ObjectStore {
 public:
  GitObjectStore(const ports::Files& files, StoreFolder folder);

  [[nodiscard]] const ports::RepositoryShape& shape() const override { return shape_; }
  [[nodiscard]] const std::filesystem::path& top() const override { return folder_.git.top; }
  [[nodiscard]] Result<ports::StoredObject> read(const ports::ObjectId& id) const override;
  [[nodiscard]] Result<ports::ObjectId> complete(std::string_view digits) const override;
  [[nodiscard]] Result<std::vector<ports::IndexEntry>> index() const override;
  [[nodiscard]] std::vector<std::string> files() const override;
  [[nodiscard]] std::size_t count() const override { return places().size(); }
  [[nodiscard]] const ports::ObjectId& id(std::size_t number) const override { return places()[number].id; }
  [[nodiscard]] std::optional<std::size_t> number(const ports::ObjectId& id) const override;
  [[nodiscard]] std::vector<ports::StoreTrouble> visit(const std::vector<Look>& looks,
                                                       std::size_t threads) const override;

 private:
  void add_objects(const std::filesystem::path& objects, int depth);
  [[nodiscard]] const std::vector<ObjectPlace>& places() const;
  [[nodiscard]] std::filesystem::path loose_path(const ObjectPlace& place) const;
  [[nodiscard]] Result<ports::StoredObject> read_packed(const Pack& pack, std::uint64_t offset) const;
  [[nodiscard]] Error damaged(const ports::ObjectId& id, std::string_view why) const;

  const ports::Files& files_;
  StoreFolder folder_;
  ports::RepositoryShape shape_;
  std::vector<std::filesystem::path> object_folders_;
  std::vector<Pack> packs_;
  /// Folders of loose objects that cannot be listed.
  mutable std::vector<ports::StoreTrouble> unlisted_;
  mutable std::once_flag numbered_;
  mutable std::vector<ObjectPlace> places_;
  /// The first bytes of their ids.
  mutable std::vector<std::uint64_t> heads_;
};

/// What a repository's files say about its refs and its ends.
[[nodiscard]] ports::RepositoryShape read_shape(const ports::Files& files, const StoreFolder& folder);

class GitObjectStores final : public ports::ObjectStores {
 public:
  /// Both outlive it.
  GitObjectStores(const ports::Files& files, const ports::Environment& environment)
      : files_(files), environment_(environment) {}
  [[nodiscard]] Result<std::unique_ptr<ports::ObjectStore>> open(const std::filesystem::path& folder) override;

 private:
  const ports::Files& files_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::git
