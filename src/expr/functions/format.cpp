// format(text, argument...): `{N}` becomes the text of an argument, `{{` and `}}` are braces. The whole text is checked
// before the first argument is evaluated, and each argument is evaluated once at most.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <memory_resource>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "expr/functions/builtin.h"
#include "expr/functions/text_buffer.h"

namespace ropewalk::expr {
namespace {

/// A piece of the result: literal text, or an argument.
struct Segment {
  std::string_view literal;
  std::optional<std::size_t> argument;
  /// What follows a colon in `{0:D2}`, as written: read, and then refused for every kind of value.
  std::string_view specifiers;
};

/// An argument that was evaluated, with the place that its value may need.
struct Argument {
  Outcome outcome;
  Value place;
};

/// Cuts a format text into segments, one after the other.
class FormatReader {
 public:
  explicit FormatReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  /// The next segment, or nothing when the text is no format from here on.
  std::optional<Segment> next() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '{' && text_[at_] != '}') {
      ++at_;
    }
    if (!at_end() && char_at(at_ + 1) == text_[at_]) {  // an escaped brace: keep the first of the two
      at_ += 2;
      return Segment{text_.substr(begin, at_ - 1 - begin), {}, {}};
    }
    if (at_ > begin) {
      return Segment{text_.substr(begin, at_ - begin), {}, {}};
    }
    Segment segment;
    const bool is_valid = text_[at_++] == '{' && read_index(segment) && read_specifiers(segment);
    return is_valid ? std::optional<Segment>(segment) : std::nullopt;
  }

 private:
  [[nodiscard]] char char_at(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  bool read_index(Segment& segment) {
    std::uint8_t index = 0;
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), index);
    if (result.ec != std::errc()) {
      return false;
    }
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    segment.argument = index;
    return true;
  }

  bool read_specifiers(Segment& segment) {
    if (char_at(at_) == '}') {
      ++at_;
      return true;
    }
    if (char_at(at_) != ':') {
      return false;
    }
    const std::size_t begin = ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] != '}') {
        continue;
      }
      ++at_;
      if (char_at(at_) != '}') {  // `}}` is one brace
        segment.specifiers = text_.substr(begin, at_ - 1 - begin);
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Checks the whole format and counts its literals: what is wrong with it is wrong whatever the arguments are.
tl::expected<void, std::string> check(std::string_view format, std::size_t argument_count, MemoryCounter& counter,
                                      bool& fits) {
  for (FormatReader reader(format); !reader.at_end();) {
    const auto segment = reader.next();
    if (!segment) {
      return tl::unexpected(fmt::format("The following format string is invalid: {}", format));
    }
    if (segment->argument && *segment->argument >= argument_count) {
      return tl::unexpected(
          fmt::format("The following format string references more arguments than were supplied: {}", format));
    }
    fits = fits && (segment->argument || counter.add_text(segment->literal));
  }
  return {};
}

}  // namespace

Outcome evaluate_format(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value format_place;
  const Outcome format = evaluator.evaluate(call.child(0), level + 1, format_place);
  if (!format) {
    return format;
  }
  const TextOf format_text(*format);
  const std::size_t argument_count = call.child_count - 1;
  MemoryCounter counter = evaluator.counter();
  bool fits = true;
  if (auto checked = check(format_text.view(), argument_count, counter, fits); !checked) {
    return evaluator.fail(call, std::move(checked.error()));
  }

  std::array<std::byte, 512> buffer;  // room for the arguments of nearly every format
  std::pmr::monotonic_buffer_resource arena(buffer.data(), buffer.size());
  std::pmr::vector<Argument> arguments(argument_count, &arena);
  TextBuffer out;
  for (FormatReader reader(format_text.view()); !reader.at_end();) {
    if (!fits) {
      return evaluator.fail_for_memory(call);
    }
    const Segment segment = reader.next().value();
    if (!segment.argument) {
      out.append(segment.literal);
      continue;
    }
    auto& [argument, argument_place] = arguments[*segment.argument];
    if (!argument) {
      const Node& node = call.child(static_cast<std::uint32_t>(*segment.argument + 1));
      argument = evaluator.evaluate(node, level + 1, argument_place);
      if (!argument) {
        return argument;
      }
    }
    if (!segment.specifiers.empty()) {
      return evaluator.fail(call, fmt::format("The format specifiers '{}' are not valid for objects of type '{}'",
                                              replace_all(segment.specifiers, "}}", "}"), name(argument->kind())));
    }
    const TextOf text(*argument);
    fits = text.view().empty() || counter.add_text(text.view());
    out.append(text.view());
  }
  return fits ? made(place, out.view()) : evaluator.fail_for_memory(call);
}

}  // namespace ropewalk::expr
