#include "record/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "base/rfc3339.h"

// Each struct is described once, by `describe`; a Writer visits the description to make JSON, a Reader to read it back,
// a TextVisitor to hide secrets in it. So a field cannot be written and forgotten in the reading or the hiding, and the
// compiler counts that none is forgotten in the description (`kIsDescribed`).
namespace ropewalk::record {
namespace {

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
constexpr std::string_view kType = {};
template <>
constexpr std::string_view kType<RunStarted> = "run_started";
template <>
constexpr std::string_view kType<JobQueued> = "job_queued";
template <>
constexpr std::string_view kType<JobStarted> = "job_started";
template <>
constexpr std::string_view kType<StepStarted> = "step_started";
template <>
constexpr std::string_view kType<LogLine> = "log";
template <>
constexpr std::string_view kType<Annotation> = "annotation";
template <>
constexpr std::string_view kType<StepFinished> = "step_finished";
template <>
constexpr std::string_view kType<SummaryWritten> = "summary";
template <>
constexpr std::string_view kType<ArtifactUploaded> = "artifact";
template <>
constexpr std::string_view kType<JobFinished> = "job_finished";
template <>
constexpr std::string_view kType<RunFinished> = "run_finished";
template <>
constexpr std::string_view kType<WorkflowNotStarted> = "not_started";

/// The words in the variant's order.
template <class Variant>
struct TypesOf;
template <class... Structs>
struct TypesOf<std::variant<Structs...>> {
  static constexpr std::array<std::string_view, sizeof...(Structs)> kWords{kType<Structs>...};
  static_assert((!kType<Structs>.empty() && ...), "an event without a word");
};
constexpr auto kTypes = TypesOf<EventData>::kWords;

const auto& names_of(Conclusion) { return kConclusions; }
const auto& names_of(StepPhase) { return kPhases; }
const auto& names_of(LogKind) { return kLogKinds; }
const auto& names_of(AnnotationLevel) { return kLevels; }

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

class Writer {
 public:
  explicit Writer(json::object& out) : out_(out) {}

  template <class Tag>
  void id(std::string_view key, const Id<Tag>& id) {
    out_[key] = id.text();
  }
  void text(std::string_view key, const std::string& text) {
    if (!text.empty()) {
      out_[key] = text;
    }
  }
  /// A text that is written even when it is empty.
  void content(std::string_view key, const std::string& text) { out_[key] = text; }
  template <class Number>
  void number(std::string_view key, const Number& number) {
    if (number != 0) {
      out_[key] = number;
    }
  }
  void flag(std::string_view key, const bool& flag) {
    if (flag) {
      out_[key] = true;
    }
  }
  void duration(std::string_view key, const std::chrono::milliseconds& duration) { out_[key] = duration.count(); }
  void optional_number(std::string_view key, const std::optional<int>& number) {
    if (number) {
      out_[key] = *number;
    }
  }
  template <class Enum>
  void word(std::string_view key, const Enum& value) {
    out_[key] = name_of(value);
  }
  void pairs(std::string_view key, const Pairs& pairs) {
    if (!pairs.empty()) {
      json::object object;
      for (const auto& [name, value] : pairs) {
        object[name] = value;
      }
      out_[key] = std::move(object);
    }
  }
  void ids(std::string_view key, const std::vector<JobId>& ids) {
    if (!ids.empty()) {
      json::array array;
      for (const JobId& id : ids) {
        array.emplace_back(id.text());
      }
      out_[key] = std::move(array);
    }
  }

 private:
  json::object& out_;
};

class Reader {
 public:
  explicit Reader(const json::object& in) : in_(in) {}

  template <class Tag>
  void id(std::string_view key, Id<Tag>& id) {
    std::string text;
    content(key, text);
    id = Id<Tag>(std::move(text));
  }
  void text(std::string_view key, std::string& text) {
    if (const json::value* value = in_.if_contains(key)) {
      read_text(key, *value, text);
    }
  }
  void content(std::string_view key, std::string& text) {
    if (const json::value* value = require(key)) {
      read_text(key, *value, text);
    }
  }
  template <class Number>
  void number(std::string_view key, Number& number) {
    if (const json::value* value = in_.if_contains(key)) {
      read_number(key, *value, number);
    }
  }
  void flag(std::string_view key, bool& flag) {
    if (const json::value* value = in_.if_contains(key)) {
      if (value->is_bool()) {
        flag = value->get_bool();
      } else {
        blame(key);
      }
    }
  }
  void duration(std::string_view key, std::chrono::milliseconds& duration) {
    std::int64_t count = 0;
    if (const json::value* value = require(key)) {
      read_number(key, *value, count);
    }
    duration = std::chrono::milliseconds(count);
  }
  void optional_number(std::string_view key, std::optional<int>& number) {
    if (const json::value* value = in_.if_contains(key)) {
      read_number(key, *value, number.emplace());
    }
  }
  template <class Enum>
  void word(std::string_view key, Enum& value) {
    std::string text;
    content(key, text);
    for (const auto& [candidate, word] : names_of(value)) {
      if (word == text) {
        value = candidate;
        return;
      }
    }
    blame(key);
  }
  void pairs(std::string_view key, Pairs& pairs) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      return;
    }
    if (!value->is_object()) {
      return blame(key);
    }
    for (const auto& member : value->get_object()) {
      read_text(key, member.value(), pairs.emplace_back(member.key(), "").second);
    }
  }
  void ids(std::string_view key, std::vector<JobId>& ids) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      return;
    }
    if (!value->is_array()) {
      return blame(key);
    }
    for (const json::value& item : value->get_array()) {
      std::string text;
      read_text(key, item, text);
      ids.emplace_back(std::move(text));
    }
  }

  /// The first field that was missing or of the wrong form; empty when all was well.
  [[nodiscard]] const std::string& wrong_field() const { return wrong_field_; }

 private:
  const json::value* require(std::string_view key) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      blame(key);
    }
    return value;
  }
  void read_text(std::string_view key, const json::value& value, std::string& text) {
    if (value.is_string()) {
      text = value.get_string();
    } else {
      blame(key);
    }
  }
  template <class Number>
  void read_number(std::string_view key, const json::value& value, Number& number) {
    json::error_code error;
    number = value.to_number<Number>(error);
    if (error) {
      blame(key);
    }
  }
  void blame(std::string_view key) {
    if (wrong_field_.empty()) {
      wrong_field_ = key;
    }
  }

  const json::object& in_;
  std::string wrong_field_;
};

/// Hands each text to a TextChange.
class TextVisitor {
 public:
  explicit TextVisitor(const TextChange& change) : change_(change) {}

  void id(std::string_view /*key*/, JobId& id) { change_.change(id); }
  void text(std::string_view /*key*/, std::string& text) { change_.change(text); }
  void content(std::string_view /*key*/, std::string& text) { change_.change(text); }
  template <class Number>
  void number(std::string_view /*key*/, const Number& /*number*/) {}
  void flag(std::string_view /*key*/, const bool& /*flag*/) {}
  void duration(std::string_view /*key*/, const std::chrono::milliseconds& /*duration*/) {}
  void optional_number(std::string_view /*key*/, const std::optional<int>& /*number*/) {}
  template <class Enum>
  void word(std::string_view /*key*/, const Enum& /*value*/) {}
  void pairs(std::string_view /*key*/, Pairs& pairs) {
    for (auto& [name, value] : pairs) {
      change_.change(name);
      change_.change(value);
    }
  }
  void ids(std::string_view /*key*/, std::vector<JobId>& ids) {
    for (JobId& id : ids) {
      change_.change(id);
    }
  }

 private:
  const TextChange& change_;
};

/// Counts what a description names.
struct Counter {
  template <class Field>
  constexpr void field(const Field& /*field*/) {
    ++count;
  }
  constexpr void id(std::string_view, const auto& f) { field(f); }
  constexpr void text(std::string_view, const auto& f) { field(f); }
  constexpr void content(std::string_view, const auto& f) { field(f); }
  constexpr void number(std::string_view, const auto& f) { field(f); }
  constexpr void flag(std::string_view, const auto& f) { field(f); }
  constexpr void duration(std::string_view, const auto& f) { field(f); }
  constexpr void optional_number(std::string_view, const auto& f) { field(f); }
  constexpr void word(std::string_view, const auto& f) { field(f); }
  constexpr void pairs(std::string_view, const auto& f) { field(f); }
  constexpr void ids(std::string_view, const auto& f) { field(f); }
  std::size_t count = 0;
};

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

/// Becomes whatever a field is made from: a struct has as many fields as it takes of these.
struct AnyField {
  template <class Field>
  operator Field() const;  // NOLINT: never carried out
};

template <class Struct, class... Fields>
constexpr std::size_t field_count() {
  if constexpr (requires { Struct{std::declval<Fields>()..., std::declval<AnyField>()}; }) {
    return field_count<Struct, Fields..., AnyField>();
  } else {
    return sizeof...(Fields);
  }
}

template <class Struct>
constexpr std::size_t described_count() {
  Struct data;
  Counter counter;
  describe(counter, data);
  return counter.count;
}

template <class Variant>
struct AreDescribed;
template <class... Structs>
struct AreDescribed<std::variant<Structs...>> {
  static constexpr bool kAll = ((field_count<Structs>() == described_count<Structs>()) && ...);
};
// clang takes no std::string of libstdc++ 12 for a constant.
#ifndef __clang__
static_assert(AreDescribed<EventData>::kAll, "a field of an event is missing in its description");
#endif

/// Makes the alternative with this index, default-constructed; kTypes has one word for each.
template <std::size_t Index = 0>
EventData make_data(std::size_t index) {
  if constexpr (Index + 1 < std::variant_size_v<EventData>) {
    if (index != Index) {
      return make_data<Index + 1>(index);
    }
  }
  return EventData(std::in_place_index<Index>);
}

}  // namespace

std::string_view name(Conclusion conclusion) { return name_of(conclusion); }
std::string_view name(StepPhase phase) { return name_of(phase); }
std::string_view name(AnnotationLevel level) { return name_of(level); }

std::string_view type_name(const EventData& data) { return kTypes[data.index()]; }

void change_texts(EventData& data, const TextChange& change) {
  TextVisitor visitor(change);
  std::visit([&](auto& fields) { describe(visitor, fields); }, data);
}

json::object to_json(const Event& event) {
  json::object out;
  out["type"] = type_name(event.data);
  out["run"] = event.run.text();
  out["sequence"] = event.sequence;
  out["time"] = to_rfc3339(event.time);
  Writer writer(out);
  std::visit([&](const auto& data) { describe(writer, data); }, event.data);
  return out;
}

Result<Event> event_from_json(const json::object& object) {
  const std::string_view type = string_member(object, "type");
  const auto* const found = std::find(kTypes.begin(), kTypes.end(), type);
  if (found == kTypes.end()) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a type of event", type));
  }
  Event event;
  event.data = make_data(static_cast<std::size_t>(found - kTypes.begin()));
  Reader reader(object);
  reader.id("run", event.run);
  reader.number("sequence", event.sequence);
  std::visit([&](auto& data) { describe(reader, data); }, event.data);
  if (!reader.wrong_field().empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("an event of type '{}' has no right '{}'", type, reader.wrong_field()));
  }
  auto time = parse_rfc3339(string_member(object, "time"));
  if (!time) {
    return fail(std::move(time.error()));
  }
  event.time = *time;
  return event;
}

}  // namespace ropewalk::record
