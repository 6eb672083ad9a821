// What each event is made of, once: its word, its fields and their keys. Inner part of event*.cpp.
//
// `describe` hands the fields of a struct to a visitor: one writes JSON, one reads it back (event_json.cpp), one hides
// secrets (event.cpp). So a field cannot be written and forgotten in the reading or the hiding, and the compiler counts
// that none is forgotten in the description (event.cpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "record/event.h"

namespace ropewalk::record {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Conclusion, 4> kConclusions{{{Conclusion::kSuccess, "success"},
                                             {Conclusion::kFailure, "failure"},
                                             {Conclusion::kCancelled, "cancelled"},
                                             {Conclusion::kSkipped, "skipped"}}};
constexpr Names<StepPhase, 5> kPhases{{{StepPhase::kSetup, "set up"},
                                       {StepPhase::kPre, "pre"},
                                       {StepPhase::kMain, "main"},
                                       {StepPhase::kPost, "post"},
                                       {StepPhase::kComplete, "complete"}}};
constexpr Names<LogKind, 8> kLogKinds{{{LogKind::kText, "text"},
                                       {LogKind::kCommand, "command"},
                                       {LogKind::kGroup, "group"},
                                       {LogKind::kEndGroup, "end_group"},
                                       {LogKind::kDebug, "debug"},
                                       {LogKind::kError, "error"},
                                       {LogKind::kWarning, "warning"},
                                       {LogKind::kNotice, "notice"}}};
constexpr Names<AnnotationLevel, 3> kLevels{
    {{AnnotationLevel::kError, "error"}, {AnnotationLevel::kWarning, "warning"}, {AnnotationLevel::kNotice, "notice"}}};

template <class Struct>
inline constexpr std::string_view kType = {};
template <>
inline constexpr std::string_view kType<RunStarted> = "run_started";
template <>
inline constexpr std::string_view kType<JobQueued> = "job_queued";
template <>
inline constexpr std::string_view kType<JobStarted> = "job_started";
template <>
inline constexpr std::string_view kType<StepStarted> = "step_started";
template <>
inline constexpr std::string_view kType<LogLine> = "log";
template <>
inline constexpr std::string_view kType<Annotation> = "annotation";
template <>
inline constexpr std::string_view kType<StepFinished> = "step_finished";
template <>
inline constexpr std::string_view kType<SummaryWritten> = "summary";
template <>
inline constexpr std::string_view kType<ArtifactUploaded> = "artifact";
template <>
inline constexpr std::string_view kType<JobFinished> = "job_finished";
template <>
inline constexpr std::string_view kType<RunFinished> = "run_finished";
template <>
inline constexpr std::string_view kType<WorkflowNotStarted> = "not_started";

/// The words in the variant's order.
template <class Variant>
struct TypesOf;
template <class... Structs>
struct TypesOf<std::variant<Structs...>> {
  static constexpr std::array<std::string_view, sizeof...(Structs)> kWords{kType<Structs>...};
  static_assert((!kType<Structs>.empty() && ...), "an event without a word");
};
constexpr auto kTypes = TypesOf<EventData>::kWords;

inline const auto& names_of(Conclusion) { return kConclusions; }
inline const auto& names_of(StepPhase) { return kPhases; }
inline const auto& names_of(LogKind) { return kLogKinds; }
inline const auto& names_of(AnnotationLevel) { return kLevels; }

template <class Enum>
std::string_view name_of(Enum value) {
  for (const auto& [candidate, text] : names_of(value)) {
    if (candidate == value) {
      return text;
    }
  }
  return "";
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

template <class Data, class Struct>
concept Of = std::is_same_v<std::remove_const_t<Data>, Struct>;

template <class Visitor, Of<RunStarted> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.content("workflow", data.workflow_path);
  visit.content("name", data.workflow_name);
  visit.text("title", data.title);
  visit.content("event", data.event);
  visit.text("ref", data.ref);
  visit.text("sha", data.sha);
  visit.text("actor", data.actor);
  visit.text("directory", data.directory);
  visit.number("number", data.number);
  visit.number("attempt", data.attempt);
  visit.number("schema", data.schema);
}

template <class Visitor, Of<WorkflowNotStarted> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.content("workflow", data.workflow_path);
  visit.content("name", data.workflow_name);
  visit.content("reason", data.reason);
}

template <class Visitor, Of<JobQueued> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.content("key", data.key);
  visit.content("name", data.name);
  visit.ids("needs", data.needs);
  visit.pairs("matrix", data.matrix);
}

template <class Visitor, Of<JobStarted> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.text("runner", data.runner);
}

template <class Visitor, Of<StepStarted> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.number("step", data.number);
  visit.text("id", data.id);
  visit.content("name", data.name);
  visit.word("phase", data.phase);
  visit.number("parent", data.parent);
  visit.text("file", data.file);
  visit.number("line", data.line);
  visit.number("column", data.column);
}

template <class Visitor, Of<LogLine> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.number("step", data.step);
  visit.word("kind", data.kind);
  visit.content("text", data.text);
}

template <class Visitor, Of<Annotation> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.number("step", data.step);
  visit.word("level", data.level);
  visit.content("message", data.message);
  visit.text("title", data.title);
  visit.text("file", data.file);
  visit.number("line", data.line);
  visit.number("end_line", data.end_line);
  visit.number("column", data.column);
  visit.number("end_column", data.end_column);
}

template <class Visitor, Of<StepFinished> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.number("step", data.step);
  visit.text("name", data.name);
  visit.word("outcome", data.outcome);
  visit.word("conclusion", data.conclusion);
  visit.optional_number("exit_code", data.exit_code);
  visit.duration("duration_ms", data.duration);
}

template <class Visitor, Of<SummaryWritten> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.number("step", data.step);
  visit.content("markdown", data.markdown);
}

template <class Visitor, Of<ArtifactUploaded> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.content("name", data.name);
  visit.number("bytes", data.bytes);
  visit.number("files", data.files);
  visit.text("digest", data.digest);
}

template <class Visitor, Of<JobFinished> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.id("job", data.job);
  visit.word("conclusion", data.conclusion);
  visit.text("reason", data.reason);
  visit.flag("incomplete", data.is_incomplete);
  visit.pairs("outputs", data.outputs);
  visit.duration("duration_ms", data.duration);
}

template <class Visitor, Of<RunFinished> Data>
constexpr void describe(Visitor& visit, Data& data) {
  visit.word("conclusion", data.conclusion);
  visit.flag("incomplete", data.is_incomplete);
  visit.duration("duration_ms", data.duration);
  visit.flag("interrupted", data.is_interrupted);
}

}  // namespace ropewalk::record
