// What happened, as a stream of plain structs with a JSON form. The console, the store, the reports, the server and the
// Python client all read this and nothing else, so they all tell the same truth.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/json.h"

namespace ropewalk::record {

using Time = std::chrono::system_clock::time_point;

/// The number of the events' form, in each `run_started`. It grows when a field changes its meaning or goes away; new
/// fields and new types may come without it, so a reader passes over what it does not know.
inline constexpr int kSchema = 1;

/// GitHub's words for how a step or a job ended.
enum class Conclusion { kSuccess, kFailure, kCancelled, kSkipped };

/// `success`, `failure`, `cancelled`, `skipped`.
[[nodiscard]] std::string_view name(Conclusion conclusion);

/// What asked for the run and where.
struct RunStarted {
  /// The workflow's file, relative to the repository's top, and its name as GitHub shows it.
  std::string workflow_path;
  std::string workflow_name;
  /// `run-name`, or the name.
  std::string title;
  std::string event;
  std::string ref;
  std::string sha;
  std::string actor;
  /// The folder that the user ran it in.
  std::string directory;
  int number = 1;
  int attempt = 1;
  int schema = kSchema;
};

/// A workflow that was asked for beside those that run, and why it does not. It stands in the first of their runs.
struct WorkflowNotStarted {
  std::string workflow_path;
  std::string workflow_name;
  std::string reason;
};

/// Every job (leg) as soon as it is known; those of a dynamic matrix become known during the run.
struct JobQueued {
  JobId job;
  /// The key under `jobs:` (`caller / inner` for a called workflow) and the name as GitHub shows it.
  std::string key;
  std::string name;
  std::vector<JobId> needs;
  /// Display texts of the matrix leg, in order; empty without a matrix.
  std::vector<std::pair<std::string, std::string>> matrix;
};

struct JobStarted {
  JobId job;
  std::string runner;
};

enum class StepPhase { kSetup, kPre, kMain, kPost, kComplete };

/// `set up`, `pre`, `main`, `post`, `complete`.
[[nodiscard]] std::string_view name(StepPhase phase);

struct StepStarted {
  JobId job;
  /// From 1, in the order of starting; names the step within its job.
  int number = 0;
  std::string id;
  std::string name;
  StepPhase phase = StepPhase::kMain;
  /// 0 for a job's own step, the number of the composite's step for a step within it.
  int parent = 0;
  /// Where the step is written, in the workflow or the action file; empty and 0 for the runner's own steps.
  std::string file = {};
  int line = 0;
  int column = 0;
};

enum class LogKind { kText, kCommand, kGroup, kEndGroup, kDebug, kError, kWarning, kNotice };

/// One line of a step's log, masked.
struct LogLine {
  JobId job;
  /// 0 for a line about the job itself before it starts: what it waits for.
  int step = 0;
  LogKind kind = LogKind::kText;
  std::string text;
};

enum class AnnotationLevel { kError, kWarning, kNotice };

[[nodiscard]] std::string_view name(AnnotationLevel level);

/// A message at a place; `file` is empty and numbers are 0 where the place is not known. Lines and columns start at 1.
struct Annotation {
  JobId job;
  int step = 0;
  AnnotationLevel level = AnnotationLevel::kError;
  std::string message;
  std::string title;
  std::string file;
  int line = 0;
  int end_line = 0;
  int column = 0;
  int end_column = 0;
};

struct StepFinished {
  JobId job;
  int step = 0;
  /// Before and after `continue-on-error`.
  Conclusion outcome = Conclusion::kSuccess;
  Conclusion conclusion = Conclusion::kSuccess;
  /// The process' exit code, when there was a process that ended with one.
  std::optional<int> exit_code;
  std::chrono::milliseconds duration{0};
  /// As when it started.
  std::string name = {};
};

/// What a step appended to GITHUB_STEP_SUMMARY, masked.
struct SummaryWritten {
  JobId job;
  int step = 0;
  std::string markdown;
};

struct ArtifactUploaded {
  JobId job;
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  /// SHA-256 of the archive, in hex.
  std::string digest;
};

struct JobFinished {
  JobId job;
  Conclusion conclusion = Conclusion::kSuccess;
  /// Why it was skipped, not run or cancelled; empty otherwise.
  std::string reason;
  /// True when this machine cannot run what it asks for: the run is then incomplete.
  bool is_incomplete = false;
  std::vector<std::pair<std::string, std::string>> outputs;
  std::chrono::milliseconds duration{0};
};

struct RunFinished {
  Conclusion conclusion = Conclusion::kSuccess;
  bool is_incomplete = false;
  std::chrono::milliseconds duration{0};
  /// Its process ended without saying how; this was added later. The duration is until then.
  bool is_interrupted = false;
};

using EventData = std::variant<RunStarted, JobQueued, JobStarted, StepStarted, LogLine, Annotation, StepFinished,
                               SummaryWritten, ArtifactUploaded, JobFinished, RunFinished, WorkflowNotStarted>;

/// One thing that happened in a run. `sequence` counts from 1 within the run, without gaps.
struct Event {
  RunId run;
  std::uint64_t sequence = 0;
  Time time;
  EventData data;
};

/// The event's word in the JSON form: `run_started`, `job_queued`, `job_started`, `step_started`, `log`, `annotation`,
/// `step_finished`, `summary`, `artifact`, `job_finished`, `run_finished`, `not_started`.
[[nodiscard]] std::string_view type_name(const EventData& data);

/// {"type": …, "run": …, "sequence": …, "time": RFC 3339, and the struct's own fields in snake_case; durations as
/// `duration_ms`; empty texts, zero numbers and false flags are left out except in identifiers}. Schema:
/// schemas/run.schema.json.
[[nodiscard]] json::object to_json(const Event& event);
/// The way back; an error names the missing or wrong field.
[[nodiscard]] Result<Event> event_from_json(const json::object& object);

/// Changes the texts of an event in place.
class TextChange {
 public:
  virtual ~TextChange() = default;
  virtual void change(std::string& text) const = 0;
  /// A job's id: two that differ have to differ afterwards, and one has to become the same everywhere.
  virtual void change(JobId& job) const = 0;
};

/// Does it to every text of an event, whatever its type: a field that has a JSON form has this too.
void change_texts(EventData& data, const TextChange& change);

/// Receives the events of a run in their order. Several runs may send at once.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void receive(const Event& event) = 0;
  /// Waits until there is room for more; whoever can make endless events (output of programs) asks before each.
  virtual void await_room() {}
};

}  // namespace ropewalk::record
