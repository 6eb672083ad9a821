// The keys that a mapping has had so far: case does not tell them apart.
#pragma once

#include <string_view>
#include <unordered_set>
#include <vector>

namespace ropewalk::workflow {

/// Most mappings have a handful of keys, which are looked through in turn; only long ones are hashed. The keys of all
/// open mappings share one vector, so a set of few keys allocates nothing.
class KeySet {
 public:
  /// `shared` must outlive the set, and sets must end in the reverse order of their beginning.
  explicit KeySet(std::vector<std::string_view>& shared) : shared_(shared), first_(shared.size()) {}
  ~KeySet() { shared_.resize(first_); }
  KeySet(const KeySet&) = delete;
  KeySet& operator=(const KeySet&) = delete;

  /// False when the key is there already. The text must outlive the set.
  [[nodiscard]] bool add(std::string_view key);
  /// The same for a key that is known not to be there.
  void add_new(std::string_view key);
  [[nodiscard]] bool contains(std::string_view key) const;

 private:
  struct Hash {
    std::size_t operator()(std::string_view key) const;
  };
  struct Equal {
    bool operator()(std::string_view a, std::string_view b) const;
  };

  std::vector<std::string_view>& shared_;
  std::size_t first_;
  std::unordered_set<std::string_view, Hash, Equal> hashed_;
};

}  // namespace ropewalk::workflow
