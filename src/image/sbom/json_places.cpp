#include "image/sbom/json_places.h"

#include "base/strings.h"

namespace ropewalk::image {
namespace {

class Walker {
 public:
  Walker(std::string_view text, int most_depth, std::map<std::string, std::uint32_t, std::less<>>& places)
      : text_(text), most_depth_(most_depth), places_(places) {}

  void value(const std::string& path, int depth) {
    space();
    if (at_ >= text_.size() || depth > most_depth_) {
      at_ = text_.size();
      return;
    }
    places_.try_emplace(path, static_cast<std::uint32_t>(at_));
    switch (text_[at_]) {
      case '{': object(path, depth); return;
      case '[': array(path, depth); return;
      case '"': string(); return;
      default:
        while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) {
          ++at_;
        }
    }
  }

 private:
  void object(const std::string& path, int depth) {
    ++at_;
    while (true) {
      space();
      if (at_ >= text_.size() || text_[at_] == '}') {
        ++at_;
        return;
      }
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      const std::size_t begin = at_;
      const std::string key = string();
      if (at_ == begin) {
        at_ = text_.size();  // no JSON
        return;
      }
      const std::string below = path + "/" + replace_all(replace_all(key, "~", "~0"), "/", "~1");
      places_.try_emplace(below, static_cast<std::uint32_t>(begin));
      space();
      ++at_;  // the colon
      value(below, depth + 1);
    }
  }

  void array(const std::string& path, int depth) {
    ++at_;
    for (int index = 0;; ++index) {
      space();
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        space();
      }
      if (at_ >= text_.size() || text_[at_] == ']') {
        ++at_;
        return;
      }
      const std::size_t begin = at_;
      value(path + "/" + std::to_string(index), depth + 1);
      if (at_ == begin) {
        at_ = text_.size();
        return;
      }
    }
  }

  /// What stands between the quotes, escapes left as they are: keys with escapes are found by no pointer.
  std::string string() {
    if (at_ >= text_.size() || text_[at_] != '"') {
      return {};
    }
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    const std::size_t end = std::min(at_, text_.size());
    ++at_;
    return std::string(text_.substr(begin, end - begin));
  }

  void space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  std::string_view text_;
  int most_depth_;
  std::map<std::string, std::uint32_t, std::less<>>& places_;
  std::size_t at_ = 0;
};

}  // namespace

std::map<std::string, std::uint32_t, std::less<>> json_places(std::string_view text, int most_depth) {
  std::map<std::string, std::uint32_t, std::less<>> places;
  Walker(text, most_depth, places).value("", 0);
  return places;
}

}  // namespace ropewalk::image
