// Adding errors and files.
#include "workflow/read_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kProblemsWithHints = 50;
constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kMostCandidates = 1000;

}  // namespace

std::uint16_t ReadState::file_index(const SourceFilePtr& file) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const SourceFilePtr& known) {
    return equals_ignoring_case(known->name(), file->name());
  });
  const auto index = static_cast<std::uint16_t>(found - files.begin());
  if (found == files.end()) {
    files.push_back(file);
  }
  return index;
}

void ReadState::error_at(const Token& token, std::string message, std::string hint) {
  problems.add({.error = {ErrorKind::kInvalid, std::move(message), std::move(hint), {files[token.file], token.span}},
                .reported_offset = token.span.begin});
}

std::string ReadState::did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) const {
  if (problems.size() >= kProblemsWithHints || word.size() > kLongestWord || candidates.size() > kMostCandidates) {
    return {};
  }
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::string() : fmt::format("Did you mean '{}'?", near);
}

void ReadState::file_error(const SourceFilePtr& file, Span span, std::string message, std::string hint) {
  problems.add({.error = {ErrorKind::kInvalid, std::move(message), std::move(hint), {file, span}},
                .reach = Reach::kFile,
                .reported_offset = span.begin});
}

}  // namespace ropewalk::workflow
