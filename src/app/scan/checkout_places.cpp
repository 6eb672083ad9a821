#include "app/scan/checkout_places.h"

#include <algorithm>
#include <map>

namespace ropewalk::app {
namespace {

/// Nobody looks at a line of a larger file.
constexpr std::uint64_t kMostBytes = 16ULL << 20U;

class Checkout {
 public:
  Checkout(const ports::Path& top, const ports::Files& files) : top_(top), files_(files) {}

  /// Lines of a file; nothing when there is no such file.
  std::optional<std::int64_t> lines(const std::string& name) {
    const auto [place, is_new] = lines_.try_emplace(name);
    if (is_new && is_inside(name) && files_.type(top_ / name) == ports::FileType::kFile) {
      const auto text = files_.read_regular(top_ / name, kMostBytes, ports::Links::kRefuse);
      place->second = text ? std::count(text->begin(), text->end(), '\n') + (text->ends_with('\n') ? 0 : 1) : 0;
    }
    return place->second;
  }

 private:
  [[nodiscard]] bool is_inside(const std::string& name) const {
    const ports::Path path(name);
    return !top_.empty() && !name.empty() && name.find('\0') == std::string::npos && path.is_relative() &&
           std::find(path.begin(), path.end(), "..") == path.end();
  }

  const ports::Path& top_;
  const ports::Files& files_;
  std::map<std::string, std::optional<std::int64_t>> lines_;
};

scan::Location place_of(const scan::Location& place, Checkout& checkout) {
  if (const auto lines = checkout.lines(place.file)) {
    return place.line <= *lines ? place : scan::Location{.file = place.file};
  }
  for (std::size_t end = place.file.find('!'); end != std::string::npos; end = place.file.find('!', end + 1)) {
    if (const std::string archive = place.file.substr(0, end); checkout.lines(archive)) {
      return {.file = archive};
    }
  }
  return {};
}

}  // namespace

void find_in_checkout(scan::Report& report, const ports::Path& top, const ports::Files& files) {
  Checkout checkout(top, files);
  for (scan::Finding& finding : report.findings) {
    const bool is_of_history = std::any_of(finding.details.begin(), finding.details.end(),
                                           [](const auto& detail) { return detail.first == "commit"; });
    const std::string& file = finding.place.file;
    if (!is_of_history && !file.starts_with('(') && file.find('!') == std::string::npos) {
      continue;
    }
    const scan::Location place = place_of(finding.place, checkout);
    if (place.file != file || place.line != finding.place.line) {
      finding.in_checkout = place;
    }
  }
}

}  // namespace ropewalk::app
