#include "record/event.h"

#include "record/event_description.h"

namespace ropewalk::record {
namespace {

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

}  // namespace

std::string_view name(Conclusion conclusion) { return name_of(conclusion); }
std::string_view name(StepPhase phase) { return name_of(phase); }
std::string_view name(AnnotationLevel level) { return name_of(level); }

std::string_view type_name(const EventData& data) { return kTypes[data.index()]; }

void change_texts(EventData& data, const TextChange& change) {
  TextVisitor visitor(change);
  std::visit([&](auto& fields) { describe(visitor, fields); }, data);
}

}  // namespace ropewalk::record
