// The forms of GitHub's messages (actions/runner: TemplateContext.Error, TemplateValidationErrors.Add).
#include "workflow/problems.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kLongestMessage = 500;
constexpr std::size_t kMostProblems = 1000;

std::string position_text(const SourceFile& file, std::uint32_t offset) {
  const LineColumn place = file.locate(offset, ColumnUnit::kUtf16);
  return fmt::format("(Line: {}, Col: {})", place.line, place.column);
}

/// The first `units` UTF-16 units of a text.
std::string_view utf16_prefix(std::string_view text, std::size_t units) {
  std::size_t end = 0;
  while (end < text.size()) {
    std::size_t next = end + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) {
      ++next;
    }
    const std::size_t length = utf16_length(text.substr(end, next - end));
    if (length > units) {
      break;
    }
    units -= length;
    end = next;
  }
  return text.substr(0, end);
}

std::string shortened(std::string message) {
  if (message.size() <= kLongestMessage || utf16_length(message) <= kLongestMessage) {
    return message;
  }
  return std::string(utf16_prefix(message, kLongestMessage)) + "[...]";
}

std::string own_message(const Problem& problem) {
  const Error& error = problem.error;
  if (!error.place.has_place() || problem.reach == Reach::kNothing) {
    return error.message;
  }
  const SourceFile& file = *error.place.file;
  if (problem.reach == Reach::kFile) {
    return fmt::format("{}: {}", file.name(), error.message);
  }
  return fmt::format("{} {}: {}", file.name(), position_text(file, problem.reported_offset), error.message);
}

}  // namespace

std::string github_message(const Problem& problem) {
  std::string message = shortened(own_message(problem));
  if (!problem.caller) {
    return message;
  }
  const SourceFile& caller = *problem.caller->file;
  return fmt::format("In {} {}: Error from called workflow {}", caller.name(),
                     position_text(caller, problem.caller->span.begin), message);
}

std::string github_message(const Error& error) {
  return github_message(Problem{.error = error, .reported_offset = error.place.span.begin});
}

void Problems::add(Problem problem) {
  if (problems_.size() < kMostProblems) {
    problems_.push_back(std::move(problem));
  }
}

void Problems::set_caller(std::size_t first, const SourceRef& caller) {
  for (std::size_t index = first; index < problems_.size(); ++index) {
    Problem& problem = problems_[index];
    if (!problem.caller && !problem.is_of_all_files && !own_message(problem).starts_with(caller.file->name())) {
      problem.caller = caller;
    }
  }
}

}  // namespace ropewalk::workflow
