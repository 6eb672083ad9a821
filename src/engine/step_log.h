// What one step says: lines and annotations, with GitHub's limits.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "engine/job_log.h"

namespace ropewalk::engine {

/// GitHub keeps ten annotations of each level for a step; the steps within a composite action share its ten.
struct AnnotationCounts {
  static constexpr int kMost = 10;
  std::array<int, 3> of_level{};
};

/// A message at a place, as a command or a problem matcher gives it.
struct Issue {
  record::AnnotationLevel level = record::AnnotationLevel::kError;
  std::string message;
  std::string title = {};
  std::string file = {};
  int line = 0;
  int end_line = 0;
  int column = 0;
  int end_column = 0;
};

/// Writes under one step's number. `job` outlives it.
class StepLog {
 public:
  StepLog(JobLog& job, int step, std::shared_ptr<AnnotationCounts> counts)
      : job_(job), step_(step), counts_(std::move(counts)) {}

  /// Output as it came, with GitHub's markers for groups and commands (`##[group]`) understood.
  void text(std::string_view line) { text_or_marker(line); }
  /// Output that is nothing but text, whatever it looks like.
  void plain(std::string_view line) { job_.line(step_, record::LogKind::kText, line); }
  void command(std::string_view line) { job_.line(step_, record::LogKind::kCommand, line); }
  void group(std::string_view title) { job_.line(step_, record::LogKind::kGroup, title); }
  void end_group() { job_.line(step_, record::LogKind::kEndGroup, ""); }
  /// Kept only where the job writes debug lines; each line of the text is one of its own.
  void debug(std::string_view text);
  void error(std::string_view message) { issue({record::AnnotationLevel::kError, std::string(message)}); }
  void warning(std::string_view message) { issue({record::AnnotationLevel::kWarning, std::string(message)}); }
  void notice(std::string_view message) { issue({record::AnnotationLevel::kNotice, std::string(message)}); }
  /// A line in the log and, while there are fewer than ten of its level, an annotation. The message is cut to 4096
  /// UTF-16 units after masking. With `line` that is what the log says instead of the message.
  void issue(Issue issue, std::string_view line = {});

  [[nodiscard]] int step() const { return step_; }
  [[nodiscard]] JobLog& job() { return job_; }
  [[nodiscard]] const std::shared_ptr<AnnotationCounts>& counts() const { return counts_; }

 private:
  void text_or_marker(std::string_view line);

  JobLog& job_;
  int step_;
  std::shared_ptr<AnnotationCounts> counts_;
};

}  // namespace ropewalk::engine
