// The errors of one reading, with what GitHub's message of each names besides its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace ropewalk::workflow {

/// How much of its place GitHub's message of an error tells.
enum class Reach : std::uint8_t { kPosition, kFile, kNothing };

/// One error. `error.place` is the exact place, for people; GitHub names the value that it stands in.
struct Problem {
  Error error;
  Reach reach = Reach::kPosition;
  /// Where the value starts that GitHub's message points to.
  std::uint32_t reported_offset = 0;
  /// The `uses:` through which the file was called, for errors in called workflows.
  std::optional<SourceRef> caller = std::nullopt;
  /// It is about all files together, so no caller is named.
  bool is_of_all_files = false;
};

/// GitHub's whole message: `<file> (Line: L, Col: C): <text>`, cut after 500 UTF-16 units, behind
/// `In <caller> (Line: L, Col: C): Error from called workflow` when there is a caller.
[[nodiscard]] std::string github_message(const Problem& problem);

/// The same for an error with a place and no more.
[[nodiscard]] std::string github_message(const Error& error);

/// How many errors GitHub reports of one reading.
constexpr std::size_t kReportedProblems = 10;

/// Errors in the order of their discovery; what comes after the first thousand is dropped.
class Problems {
 public:
  void add(Problem problem);
  [[nodiscard]] const std::vector<Problem>& all() const { return problems_; }
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  [[nodiscard]] std::size_t size() const { return problems_.size(); }
  /// Notes the caller of every problem since `first` whose message does not start with the caller's name.
  void set_caller(std::size_t first, const SourceRef& caller);

 private:
  std::vector<Problem> problems_;
};

}  // namespace ropewalk::workflow
