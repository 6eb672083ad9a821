// A run as one page that needs nothing else: the run as JSON, its log as deflated blocks, and a script (web/run_page/)
// that shows a window of it. The page's own policy lets no other script run and nothing from elsewhere in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/event.h"
#include "report/run_state.h"

namespace ropewalk::report {

/// What the page says beside the run.
struct PageFacts {
  /// When it started, for people.
  std::string started;
  std::string state;
};

/// Takes a log in the order of jobs and steps and makes the page. Memory: the compressed log.
class RunPage {
 public:
  RunPage(const RunState& run, PageFacts facts);

  /// What comes next is the log of this step, by their numbers in the run.
  void begin_step(std::size_t job, std::size_t step);
  /// One line of it, with colours and without its end. An end of a group has no text.
  void add(record::LogKind kind, std::string_view line);
  /// The page; called once.
  [[nodiscard]] std::string finish();

  [[nodiscard]] std::uint64_t lines() const { return lines_; }

 private:
  struct StepLog {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> groups;
  };

  void close_group();
  void close_block();
  [[nodiscard]] json::object run_json() const;
  [[nodiscard]] json::object job_json(const JobState& job, std::size_t number) const;
  [[nodiscard]] json::array notes_json() const;
  void add_leavings(json::object& page) const;

  const RunState& run_;
  PageFacts facts_;
  std::vector<std::vector<StepLog>> logs_;
  StepLog* log_ = nullptr;
  bool has_open_group_ = false;
  std::uint64_t lines_ = 0;
  std::string block_;
  std::uint64_t block_first_ = 0;
  std::vector<std::uint64_t> block_firsts_;
  std::string blocks_;
};

}  // namespace ropewalk::report
