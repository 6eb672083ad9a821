// All that a git repository holds: objects, whichever way they are stored, and where its history begins.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/repository.h"

namespace ropewalk::ports {

enum class ObjectKind : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

/// The bytes of an id: 20 of SHA-1, 32 of SHA-256; those that are not used are zero.
struct ObjectId {
  std::array<std::uint8_t, 32> bytes = {};

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

/// From 40 or 64 lower-case hexadecimal digits, or from as many bytes as half of that; nothing for other texts.
[[nodiscard]] std::optional<ObjectId> object_id_from_hex(std::string_view digits);
[[nodiscard]] ObjectId object_id_from_bytes(std::string_view bytes);
/// `size` is the number of bytes that count.
[[nodiscard]] std::string to_hex(const ObjectId& id, std::size_t size);

struct StoredObject {
  ObjectKind kind = ObjectKind::kBlob;
  std::string content;
};

/// One file of the index, as `git add` left it.
struct IndexEntry {
  std::string path;
  ObjectId id;
  std::uint32_t mode = 0;
  /// 0, or the side of a conflict.
  int stage = 0;
};

/// A part of a repository that could not be read.
struct StoreTrouble {
  /// A file of the repository, or an object's id.
  std::string where;
  /// `damaged` or `unreadable`.
  std::string reason;
  std::string message;
  /// The number of the object, where it is one.
  std::optional<std::size_t> object = {};
};

/// Which ends of its history a repository has, and what of it is not here.
struct RepositoryShape {
  /// HEAD (of each working tree, when it is detached), branches, tags, notes, whatever else is below `refs/`; sorted.
  std::vector<Ref> refs;
  /// Earlier entries of the stash.
  std::vector<Ref> stashes;
  /// Where refs pointed earlier.
  std::vector<Ref> reflog;
  /// Commits whose parents were left out by a shallow clone.
  std::vector<ObjectId> shallow;
  /// Objects may be missing because they were left out by a partial clone.
  bool is_partial = false;
  /// Bytes of an id.
  std::size_t id_size = 20;
  std::vector<StoreTrouble> trouble;
  /// Of the refs and the stashes: what they lead to may not be known.
  std::vector<StoreTrouble> ref_trouble;
  /// Of where refs pointed earlier.
  std::vector<StoreTrouble> log_trouble;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  [[nodiscard]] virtual const RepositoryShape& shape() const = 0;
  /// The top of the working tree; empty for a bare repository.
  [[nodiscard]] virtual const std::filesystem::path& top() const = 0;
  /// Errors: kNotFound when it is not here, kIncomplete when it is damaged.
  [[nodiscard]] virtual Result<StoredObject> read(const ObjectId& id) const = 0;
  /// The one object whose id begins with these digits. Errors: kNotFound, kInvalid when there are several.
  [[nodiscard]] virtual Result<ObjectId> complete(std::string_view digits) const = 0;
  /// Errors: kIncomplete when it is damaged. Empty when there is none.
  [[nodiscard]] virtual Result<std::vector<IndexEntry>> index() const = 0;

  /// A line for each file that holds objects, in order: its name, and what changes when anything is done to it.
  [[nodiscard]] virtual std::vector<std::string> files() const = 0;

  /// Objects are numbered in the order of their ids. The first question about numbers costs a look at all indexes.
  [[nodiscard]] virtual std::size_t count() const = 0;
  [[nodiscard]] virtual const ObjectId& id(std::size_t number) const = 0;
  [[nodiscard]] virtual std::optional<std::size_t> number(const ObjectId& id) const = 0;

  /// A stretch of an object's bytes.
  struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// The number of no object.
  static constexpr std::size_t kNoNumber = static_cast<std::size_t>(-1);

  /// One object of a visit. `content` lives as long as the call.
  struct Visited {
    std::size_t number = 0;
    ObjectKind kind = ObjectKind::kBlob;
    std::string_view content;
    /// Which of the threads this is.
    std::size_t thread = 0;
    /// An object that this thread was handed before, and of which all but `fresh` is made: in order, of no length where
    /// two stretches of it meet. kNoNumber when there is none.
    std::size_t base = kNoNumber;
    const std::vector<Stretch>* fresh = nullptr;
  };
  /// One look at some of the objects.
  struct Look {
    std::function<bool(ObjectKind)> wants;
    std::function<void(const Visited&)> visit;
    /// Which of them; nothing: all. What those are made of is visited, too.
    std::function<bool(std::size_t number)> is_needed = {};
    /// Called on the calling thread when the look before is done.
    std::function<void()> begin = {};
  };
  /// Takes the looks one after the other, each from `threads` threads: `visit` is called for each object of it once.
  /// What cannot be read is returned.
  [[nodiscard]] virtual std::vector<StoreTrouble> visit(const std::vector<Look>& looks, std::size_t threads) const = 0;
};

class ObjectStores {
 public:
  virtual ~ObjectStores() = default;
  /// The repository that holds `folder`, looked for upwards, or that is this folder (a bare one).
  /// Errors: kNotFound when there is none.
  [[nodiscard]] virtual Result<std::unique_ptr<ObjectStore>> open(const std::filesystem::path& folder) = 0;
};

}  // namespace ropewalk::ports
