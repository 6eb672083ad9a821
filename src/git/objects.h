// Reads git's objects without the git program: what every run asks (its commit) is one small object, and a process of
// its own for it would be most of what a short run costs.
//
// Nothing here has to be complete. Whatever is unusual (another hash function, a version or a compression not known,
// damage, an object of some size) is "not read", and the git program is asked instead.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/git_folder.h"

namespace ropewalk::git {

enum class ObjectType { kCommit, kTree, kBlob, kTag };

struct Object {
  ObjectType type = ObjectType::kCommit;
  std::string content;
};

class Objects {
 public:
  /// `directory` is an `objects` folder; those that it borrows from (`info/alternates`) are looked in too.
  explicit Objects(ports::Path directory) : directory_(std::move(directory)) {}

  /// The object of a SHA-1 id; nothing when it was not read.
  [[nodiscard]] std::optional<Object> read(std::string_view id) const;

 private:
  ports::Path directory_;
};

/// A loose object as it lies on the disk (gitformat-loose(5)): compressed, `TYPE SIZE<NUL>` in front.
[[nodiscard]] std::optional<Object> read_loose_object(std::string_view bytes);

/// Where the pack of this index (version 2, gitformat-pack(5)) has the object of a SHA-1 id of 40 digits.
[[nodiscard]] std::optional<std::uint64_t> find_in_pack_index(std::string_view index, std::string_view id);

/// The object at a place in a pack (version 2), deltas applied. `find` says where an object is that a delta names.
[[nodiscard]] std::optional<Object> read_packed_object(
    std::string_view pack, std::uint64_t offset,
    const std::function<std::optional<std::uint64_t>(std::string_view id)>& find);

}  // namespace ropewalk::git
