#include "image/dockerfile/resolve.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/strings.h"
#include "image/dockerfile/expand.h"
#include "image/dockerfile/words.h"

namespace ropewalk::image::dockerfile {
namespace {

constexpr std::string_view kScratch = "scratch";

void add_platform(Values& values, std::string_view prefix, std::string_view platform) {
  const auto parts = split(platform, '/');
  values[fmt::format("{}PLATFORM", prefix)] = platform;
  values[fmt::format("{}OS", prefix)] = parts.empty() ? "" : parts[0];
  values[fmt::format("{}ARCH", prefix)] = parts.size() < 2 ? "" : parts[1];
  values[fmt::format("{}VARIANT", prefix)] = parts.size() < 3 ? "" : parts[2];
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The value of a part (`from=build`) of `--mount=type=bind,from=build`; empty without it.
std::string_view mount_part(std::string_view mount, std::string_view key) {
  for (const std::string_view part : split(mount, ',')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos && to_lower(part.substr(0, equals)) == key) {
      return part.substr(equals + 1);
    }
  }
  return {};
}

class Resolver {
 public:
  Resolver(const Dockerfile& dockerfile, const BuildSettings& settings)
      : file_(dockerfile), settings_(settings), needed_(dockerfile.stages.size()) {
    known_ = platform_arguments(settings.platform, settings.build_platform);
    for (const Instruction& instruction : dockerfile.arguments) {
      for (const std::string& word : instruction.words) {
        declare(word, instruction.span);
      }
    }
  }

  Resolved resolve() {
    if (file_.stages.empty()) {
      return std::move(result_);
    }
    std::size_t target = file_.stages.size() - 1;
    if (!settings_.target.empty()) {
      const auto found = find_stage(file_, settings_.target);
      if (!found) {
        unknown_target();
        return std::move(result_);
      }
      target = *found;
    }
    need(target);
    for (std::size_t i = 0; i <= target; ++i) {
      if (needed_[i]) {
        result_.stages.push_back(i);
      }
    }
    std::stable_sort(result_.images.begin(), result_.images.end(),
                     [](const BaseImage& a, const BaseImage& b) { return a.span.begin < b.span.begin; });
    return std::move(result_);
  }

 private:
  void declare(std::string_view word, Span span) {
    const std::size_t equals = word.find('=');
    const std::string name = unquoted(word.substr(0, equals), file_.escape);
    if (const auto given = settings_.arguments.find(name); given != settings_.arguments.end()) {
      known_[name] = given->second;
    } else if (equals != std::string_view::npos) {
      if (auto value = expanded(word.substr(equals + 1), span)) {
        known_[name] = std::move(*value);
      }
    }
  }

  std::optional<std::string> expanded(std::string_view word, Span span) {
    auto value = expand(
        word,
        [&](std::string_view name) -> std::optional<std::string> {
          const auto found = known_.find(name);
          return found == known_.end() ? std::nullopt : std::optional(found->second);
        },
        file_.escape);
    if (!value) {
      value.error().place = file_.at(span);
      result_.errors.push_back(std::move(value.error()));
      return std::nullopt;
    }
    return std::move(*value);
  }

  void unknown_target() {
    std::vector<std::string_view> names;
    for (const Stage& stage : file_.stages) {
      if (!stage.name.empty()) {
        names.push_back(stage.name);
      }
    }
    const std::string_view near = nearest(settings_.target, names);
    result_.errors.push_back(Error{ErrorKind::kUsage,
                                   fmt::format("{} has no stage '{}'", file_.file->name(), settings_.target),
                                   !near.empty()   ? fmt::format("did you mean '{}'?", near)
                                   : names.empty() ? "none of its stages has a name"
                                                   : fmt::format("its stages are {}", fmt::join(names, ", ")),
                                   {}});
  }

  void need(std::size_t index) {
    if (needed_[index]) {
      return;
    }
    needed_[index] = true;
    const Stage& stage = file_.stages[index];
    if (const auto base = expanded(stage.base, stage.base_span)) {
      if (base->empty()) {
        error(stage.base_span, fmt::format("the base image '{}' is empty once its arguments are put in", stage.base),
              "pass the argument with --build-arg, or give its ARG a value in front of the first FROM");
      } else if (const auto below = stage_below(*base, index)) {
        need(*below);
      } else if (*base != kScratch) {
        add(*base, stage.base_span, true);
      }
    }
    for (const Instruction& instruction : stage.instructions) {
      if (const Flag* from = instruction.flag("from"); from != nullptr) {
        take_from(from->value.value_or(""), from->span, index);
      }
      for (const Flag& flag : instruction.flags) {
        if (flag.name == "mount" && flag.value) {
          if (const std::string_view from = mount_part(*flag.value, "from"); !from.empty()) {
            take_from(from, flag.span, index);
          }
        }
      }
    }
  }

  /// A stage of this name in front of `index`.
  [[nodiscard]] std::optional<std::size_t> stage_below(std::string_view name, std::size_t index) const {
    const std::string wanted = to_lower(name);
    for (std::size_t i = index; i-- > 0;) {
      if (file_.stages[i].name == wanted) {
        return i;
      }
    }
    return std::nullopt;
  }

  void take_from(std::string_view name, Span span, std::size_t index) {
    if (name.empty()) {
      error(span, "--from names nothing");
      return;
    }
    if (is_number(name)) {
      std::size_t number = 0;
      std::from_chars(name.data(), name.data() + name.size(), number);
      if (number >= index) {
        error(span, fmt::format("there is no stage {} in front of this one", name),
              fmt::format("this is stage {}; the first is 0", index));
        return;
      }
      need(number);
      return;
    }
    if (const auto below = stage_below(name, index)) {
      need(*below);
      return;
    }
    if (const auto later = find_stage(file_, name)) {
      error(span, fmt::format("stage '{}' does not stand in front of this one", name));
      return;
    }
    if (name.find('$') != std::string_view::npos) {
      error(span, "--from cannot have variables", "make a stage of it: FROM the image AS a name");
      return;
    }
    if (to_lower(name) != kScratch) {
      add(std::string(name), span, false);
    }
  }

  void add(std::string name, Span span, bool is_from) {
    const bool is_known = std::any_of(result_.images.begin(), result_.images.end(), [&](BaseImage& image) {
      if (image.name == name) {
        image.is_from = image.is_from || is_from;
        return true;
      }
      return false;
    });
    if (!is_known) {
      result_.images.push_back({std::move(name), span, is_from});
    }
  }

  void error(Span span, std::string message, std::string hint = {}) {
    result_.errors.push_back(Error{ErrorKind::kInvalid, std::move(message), std::move(hint), file_.at(span)});
  }

  const Dockerfile& file_;
  const BuildSettings& settings_;
  std::vector<bool> needed_;
  Values known_;
  Resolved result_;
};

}  // namespace

Values platform_arguments(std::string_view platform, std::string_view build_platform) {
  Values values;
  add_platform(values, "TARGET", platform);
  add_platform(values, "BUILD", build_platform);
  return values;
}

Resolved resolve(const Dockerfile& dockerfile, const BuildSettings& settings) {
  return Resolver(dockerfile, settings).resolve();
}

std::vector<std::string> unknown_arguments(const Dockerfile& dockerfile, const Values& arguments) {
  constexpr std::array<std::string_view, 12> kProxies = {
      "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY",         "ftp_proxy",
      "NO_PROXY",   "no_proxy",   "ALL_PROXY",   "all_proxy",   "SOURCE_DATE_EPOCH", "BUILDKIT_INLINE_CACHE"};
  std::set<std::string, std::less<>> declared(kProxies.begin(), kProxies.end());
  const auto collect = [&](const Instruction& instruction) {
    for (const std::string& word : instruction.words) {
      declared.insert(unquoted(std::string_view(word).substr(0, word.find('=')), dockerfile.escape));
    }
  };
  for (const Instruction& instruction : dockerfile.arguments) {
    collect(instruction);
  }
  for (const Stage& stage : dockerfile.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "ARG") {
        collect(instruction);
      }
    }
  }
  std::vector<std::string> unknown;
  for (const auto& [name, value] : arguments) {
    if (!declared.contains(name)) {
      unknown.push_back(name);
    }
  }
  return unknown;
}

}  // namespace ropewalk::image::dockerfile
