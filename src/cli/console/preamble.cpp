#include "cli/console/preamble.h"

namespace ropewalk::cli {
namespace {

using record::LogKind;

bool is_remark(LogKind kind) {
  switch (kind) {
    case LogKind::kError:
    case LogKind::kWarning:
    case LogKind::kNotice: return true;
    case LogKind::kText:
    case LogKind::kCommand:
    case LogKind::kGroup:
    case LogKind::kEndGroup:
    case LogKind::kDebug: return false;
  }
  return false;
}

}  // namespace

bool PreambleFilter::is_runners_own(record::StepPhase phase) {
  switch (phase) {
    case record::StepPhase::kSetup:
    case record::StepPhase::kComplete: return true;
    case record::StepPhase::kPre:
    case record::StepPhase::kMain:
    case record::StepPhase::kPost: return false;
  }
  return false;
}

bool PreambleFilter::drops(const report::RunState& run, const record::LogLine& line) {
  const report::JobState* job = run.find_job(line.job);
  const report::StepState* step = job != nullptr ? job->find_step(line.step) : nullptr;
  Place& place = places_[{run.id, line.job, line.step}];
  if (step != nullptr && is_runners_own(step->start.phase)) {
    // What stands behind a remark explains it.
    if (is_remark(line.kind)) {
      place = Place::kBody;
    }
    return place != Place::kBody;
  }
  if (place == Place::kStart) {
    const bool opens = line.kind == LogKind::kGroup && line.text.find("Run ") != std::string::npos;
    place = opens ? Place::kPreamble : Place::kBody;
    return opens;
  }
  if (place == Place::kBody) {
    return false;
  }
  if (line.kind == LogKind::kEndGroup) {
    place = Place::kBody;
  }
  const bool is_in_name = step != nullptr && step->start.name == "Run " + line.text;
  return line.kind != LogKind::kCommand || is_in_name;
}

}  // namespace ropewalk::cli
