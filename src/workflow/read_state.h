// What the stages of one reading share: limits, errors, the table of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "workflow/problems.h"
#include "workflow/reader.h"
#include "workflow/token.h"

namespace ropewalk::workflow {

/// GitHub's estimate of how much memory a file takes (actions/runner: TemplateMemory).
class Budget {
 public:
  explicit Budget(std::size_t limit) : limit_(limit) {}

  /// Counts a value without a text.
  [[nodiscard]] bool add_object() { return add(kObject); }
  /// Counts a value with a text of so many UTF-16 units.
  [[nodiscard]] bool add_text(std::size_t units) { return add(kObject + kString + 2 * units); }
  /// Counts a file's name.
  [[nodiscard]] bool add_name(std::size_t units) { return add(kString + 2 * units); }
  /// Counts bytes that were counted before, of a file that is used again. False when that is too much.
  [[nodiscard]] bool add(std::size_t bytes) {
    used_ += bytes;
    return used_ <= limit_;
  }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  static constexpr std::size_t kObject = 24;
  static constexpr std::size_t kString = 26;
  std::size_t limit_;
  std::size_t used_ = 0;
};

/// One reading of a workflow with all that it calls, or of an action.
struct ReadState {
  explicit ReadState(const ReadOptions& read_options) : options(read_options), budget(read_options.max_result_size) {}

  ReadOptions options;
  Problems problems;
  Budget budget;
  /// Every file read; a token's `file` is the index here.
  std::vector<SourceFilePtr> files;
  std::size_t job_count = 0;
  /// Calls that stay unread, each once.
  std::vector<Error> unread;

  /// The file's index, added when its name is new. A name has no case.
  [[nodiscard]] std::uint16_t file_index(const SourceFilePtr& file);

  /// An error at a value, in GitHub's words.
  void error_at(const Token& token, std::string message, std::string hint = {});
  /// "Did you mean 'x'?", or nothing when no candidate is near. Silent once there are many errors, so that a file full
  /// of them costs no more time.
  [[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) const;

  /// An error of a whole file; `span` is only for people.
  void file_error(const SourceFilePtr& file, Span span, std::string message, std::string hint = {});
};

}  // namespace ropewalk::workflow
