// Ids of jobs and steps: which are allowed, and those that steps without one get.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workflow/key_set.h"

namespace ropewalk::workflow {

/// The ids of one scope (actions/runner: IdBuilder.cs). Case does not tell ids apart.
class IdBuilder {
 public:
  explicit IdBuilder(bool writes_old_texts) : writes_old_texts_(writes_old_texts) {}

  /// Takes an id that somebody wrote; the text must outlive the builder. Answers GitHub's error text, empty when the
  /// id is fine. `writes_old_texts` keeps a slip in it that GitHub's test data has.
  [[nodiscard]] std::string take(std::string_view id);

  /// Whether the id was taken.
  [[nodiscard]] bool knows(std::string_view id) const { return known_.contains(id); }

  /// Makes an id of a text: characters that ids do not have become `_`, a number is put behind it when it is taken
  /// already. Empty when a thousand such ids are taken. The caller hands it to `take_generated` where it stays.
  [[nodiscard]] std::string make(std::string_view text);
  void take_generated(std::string_view id) { known_.add_new(id); }

 private:
  /// The number to try first behind a text whose ids with lower numbers are taken. (Ids are never given back.)
  struct Numbered {
    std::string base;
    int next = 1;
  };
  [[nodiscard]] Numbered& numbered(std::string base);

  bool writes_old_texts_;
  std::vector<Numbered> numbered_;
  std::vector<std::string_view> keys_;
  KeySet known_{keys_};
};

}  // namespace ropewalk::workflow
