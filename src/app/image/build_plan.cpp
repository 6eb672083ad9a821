#include "app/image/build_plan.h"

#include <fmt/format.h>

#include <set>

#include "app/read_source.h"
#include "base/hash.h"
#include "base/strings.h"
#include "image/dockerfile/dockerfile.h"
#include "image/dockerfile/rewrite.h"

namespace ropewalk::app {
namespace {

namespace dockerfile = image::dockerfile;

/// Larger secrets are not secrets, and would have to be looked for in every line.
constexpr std::uint64_t kMostSecretBytes = 1U << 20U;

image::Platform own_platform(const ports::Environment& environment) {
  const std::string name = environment.architecture();
  return {"linux", name == "X64" ? "amd64" : name == "ARM64" ? "arm64" : name == "ARM" ? "arm" : "386"};
}

/// As the user would name it.
std::string shown_path(const std::filesystem::path& path, const ports::Environment& environment) {
  const auto relative = path.lexically_relative(environment.current_directory());
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.generic_string();
}

class Planner {
 public:
  Planner(const ImageRequest& request, const Place& place, const BuildPorts& ports)
      : request_(request), place_(place), ports_(ports) {}

  BuildPlanResult plan() {
    if (platforms() && read() && secrets() && facts()) {
      contexts();
    }
    BuildPlanResult result;
    if (errors_.empty()) {
      result.plan = std::move(plan_);
    }
    result.errors = std::move(errors_);
    return result;
  }

 private:
  bool take(Error error) {
    errors_.push_back(std::move(error));
    return false;
  }

  bool platforms() {
    own_ = own_platform(ports_.environment);
    for (const std::string& text : request_.platforms) {
      for (const std::string_view one : split(text, ',')) {
        auto platform = image::parse_platform(one);
        if (!platform) {
          return take(std::move(platform.error()));
        }
        const bool is_known = std::any_of(plan_.platforms.begin(), plan_.platforms.end(),
                                          [&](const PlatformPlan& plan) { return plan.platform == *platform; });
        if (!is_known) {
          plan_.platforms.push_back({.platform = std::move(*platform), .context = {}, .bases = {}});
        }
      }
    }
    if (plan_.platforms.empty()) {
      plan_.platforms.push_back({.platform = own_, .context = {}, .bases = {}});
    }
    return true;
  }

  bool read() {
    DockerfileRead read = read_dockerfile_of(request_, ports_.files, ports_.environment);
    if (!read.errors.empty()) {
      errors_ = std::move(read.errors);
      return false;
    }
    const std::filesystem::path& path = read.path;
    dockerfile_ = std::move(read.dockerfile);
    plan_.dockerfile = dockerfile_.file->name();
    plan_.dockerfile_digest = to_hex(sha256(dockerfile_.file->text()));
    for (const std::string& name : dockerfile::unknown_arguments(dockerfile_, request_.arguments)) {
      plan_.warnings.push_back(fmt::format("no ARG of {} takes the build argument {}", plan_.dockerfile, name));
    }
    // An ignore file of one Dockerfile's own goes before the folder's.
    for (const std::filesystem::path& ignore :
         {std::filesystem::path(path.string() + ".dockerignore"), request_.folder / ".dockerignore"}) {
      if (ports_.files.type_followed(ignore) == ports::FileType::kFile) {
        auto text = read_source(ports_.files, ignore, shown(ignore));
        auto list = text ? image::IgnoreList::read(*text) : Result<image::IgnoreList>(fail(text.error()));
        if (!list) {
          return take(std::move(list.error()));
        }
        ignored_ = std::move(*list);
        break;
      }
    }
    return true;
  }

  [[nodiscard]] std::string shown(const std::filesystem::path& path) const {
    return shown_path(path, ports_.environment);
  }

  bool secrets() {
    std::set<std::string, std::less<>> given;
    for (const std::string& text : request_.secrets) {
      if (!secret(text, given)) {
        return false;
      }
    }
    for (const dockerfile::Stage& stage : dockerfile_.stages) {
      for (const dockerfile::Instruction& instruction : stage.instructions) {
        for (const dockerfile::Flag& flag : instruction.flags) {
          if (flag.name == "mount") {
            required(flag, given);
          }
        }
      }
    }
    return errors_.empty();
  }

  bool secret(const std::string& text, std::set<std::string, std::less<>>& given) {
    std::string id;
    std::string source;
    std::string variable;
    for (const std::string_view part : split(text, ',')) {
      const std::size_t equals = part.find('=');
      const std::string_view key = part.substr(0, equals);
      const std::string value(equals == std::string_view::npos ? "" : part.substr(equals + 1));
      if (key == "id") {
        id = value;
      } else if (key == "src" || key == "source") {
        source = value;
      } else if (key == "env") {
        variable = value;
      } else if (key != "type") {
        return take({ErrorKind::kUsage, fmt::format("--secret has no part '{}'", key),
                     "write it as id=NAME,src=FILE or id=NAME,env=VARIABLE"});
      }
    }
    if (id.empty()) {
      return take({ErrorKind::kUsage, "--secret needs an id", "write it as id=NAME,src=FILE or id=NAME,env=VARIABLE"});
    }
    given.insert(id);
    if (variable.empty() && source.empty()) {
      variable = id;
    }
    if (!variable.empty()) {
      const auto value = ports_.environment.variable(variable);
      if (!value) {
        return take({ErrorKind::kUsage, fmt::format("the secret '{}' is missing: {} is not set", id, variable), {}});
      }
      plan_.mask.add(*value);
      plan_.secrets.push_back(fmt::format("id={},env={}", id, variable));
      return true;
    }
    const std::filesystem::path path = ports_.environment.current_directory() / source;
    const auto value = ports_.files.read_regular(path, kMostSecretBytes, ports::Links::kFollow);
    if (!value) {
      return take({ErrorKind::kUsage, fmt::format("the secret '{}' is missing: {}", id, value.error().message), {}});
    }
    plan_.mask.add(*value);
    plan_.secrets.push_back(fmt::format("id={},src={}", id, path.string()));
    return true;
  }

  /// A mount that cannot do without its secret.
  void required(const dockerfile::Flag& flag, const std::set<std::string, std::less<>>& given) {
    bool is_secret = false;
    bool is_required = false;
    std::string id;
    std::string target;
    const std::string value_text = flag.value.value_or("");
    for (const std::string_view part : split(value_text, ',')) {
      const std::size_t equals = part.find('=');
      const std::string_view key = part.substr(0, equals);
      const std::string_view value = equals == std::string_view::npos ? "true" : part.substr(equals + 1);
      is_secret = is_secret || (key == "type" && value == "secret");
      is_required = is_required || (key == "required" && (value == "true" || value == "1"));
      id = key == "id" ? value : std::string_view(id);
      if (key == "target" || key == "dst" || key == "destination") {
        target = value.substr(value.rfind('/') + 1);
      }
    }
    id = id.empty() ? target : id;
    if (is_secret && is_required && !given.contains(id)) {
      take({ErrorKind::kUsage, fmt::format("the secret '{}' is missing", id),
            fmt::format("pass it with --secret id={},src=FILE", id), dockerfile_.at(flag.span)});
    }
  }

  bool facts() {
    auto facts = source_facts(place_, ports_.environment, kLayerTime);
    if (!facts) {
      return take(std::move(facts.error()));
    }
    plan_.source = std::move(*facts);
    plan_.labels = labels_of(plan_.source);
    plan_.annotations = plan_.labels;
    for (const auto& [name, value] : request_.labels) {
      plan_.labels[name] = value;
    }
    for (const auto& [name, value] : request_.annotations) {
      plan_.annotations[name] = value;
    }
    return true;
  }

  void contexts() {
    for (PlatformPlan& platform : plan_.platforms) {
      const dockerfile::BuildSettings settings{.arguments = request_.arguments,
                                               .target = request_.target,
                                               .platform = platform.platform.text(),
                                               .build_platform = own_.text()};
      auto resolved = dockerfile::resolve(dockerfile_, settings);
      if (!resolved.errors.empty()) {
        errors_ = std::move(resolved.errors);
        return;
      }
      if (!can_run(platform.platform, resolved)) {
        return;
      }
      auto rewritten = dockerfile::rewrite_for_buildah(dockerfile_, resolved, {settings, kLayerTime});
      if (!rewritten.errors.empty()) {
        errors_ = std::move(rewritten.errors);
        return;
      }
      auto context = image::pack_context(
          {.folder = request_.folder, .ignored = &ignored_, .dockerfile = &rewritten, .time = kLayerTime},
          ports_.files);
      if (!context) {
        take(std::move(context.error()));
        return;
      }
      platform.context = std::move(*context);
      platform.steps = std::move(rewritten.steps);
      plan_.dockerfile_text = dockerfile_.file;
      platform.is_settled = platform.platform == own_ && !adds_from_elsewhere(resolved);
      platform.bases = std::move(resolved.images);
      if (&platform == &plan_.platforms.front()) {
        plan_.notes.insert(plan_.notes.end(), rewritten.notes.begin(), rewritten.notes.end());
        warn_of_arguments(resolved);
      }
    }
  }

  /// Whether an ADD may name something that is not in the context: an address, or what a variable stands for.
  [[nodiscard]] bool adds_from_elsewhere(const dockerfile::Resolved& resolved) const {
    return std::any_of(resolved.stages.begin(), resolved.stages.end(), [&](std::size_t index) {
      const auto& instructions = dockerfile_.stages[index].instructions;
      return std::any_of(instructions.begin(), instructions.end(), [](const dockerfile::Instruction& one) {
        return (one.name == "ADD" || one.name == "ONBUILD") && one.text.find_first_of(":$@") != std::string::npos;
      });
    });
  }

  /// Seen with buildah 1.28: what comes after an ARG of a stage is never looked for in a registry.
  void warn_of_arguments(const dockerfile::Resolved& resolved) {
    if (request_.cache_from.empty()) {
      return;
    }
    for (const std::size_t index : resolved.stages) {
      for (const dockerfile::Instruction& one : dockerfile_.stages[index].instructions) {
        if (one.name == "ARG") {
          plan_.warnings.push_back(fmt::format("{}:{}: the steps after this ARG are not looked for in {}",
                                               plan_.dockerfile, dockerfile_.file->locate(one.span.begin).line,
                                               request_.cache_from));
          break;
        }
      }
    }
  }

  /// False when a step would have to run programs that this machine cannot run: they would fail, or worse, be another
  /// platform's.
  bool can_run(const image::Platform& platform, const dockerfile::Resolved& resolved) {
    if (platform.architecture == own_.architecture ||
        (own_.architecture == "amd64" && platform.architecture == "386")) {
      return true;
    }
    const bool has_run = std::any_of(resolved.stages.begin(), resolved.stages.end(), [&](std::size_t index) {
      const dockerfile::Stage& stage = dockerfile_.stages[index];
      const bool is_native = stage.platform.find("BUILDPLATFORM") != std::string::npos;
      return !is_native && std::any_of(stage.instructions.begin(), stage.instructions.end(),
                                       [](const auto& one) { return one.name == "RUN"; });
    });
    const std::filesystem::path folder = "/proc/sys/fs/binfmt_misc";
    const std::string name = platform.architecture == "arm64"   ? "aarch64"
                             : platform.architecture == "amd64" ? "x86_64"
                             : platform.architecture == "386"   ? "i386"
                                                                : platform.architecture;
    const auto entry = ports_.files.read(folder / ("qemu-" + name));
    const bool is_ready = entry && entry->starts_with("enabled");
    if (!has_run || is_ready) {
      if (has_run) {
        plan_.notes.push_back(fmt::format("{} is emulated by {}", platform.text(), interpreter_of(*entry)));
      }
      return true;
    }
    return take({ErrorKind::kIncomplete,
                 fmt::format("this machine cannot run programs for {}, so its image cannot be built", platform.text()),
                 "install the emulator: apt-get install qemu-user-static (and mount binfmt_misc)"});
  }

  static std::string interpreter_of(std::string_view entry) {
    constexpr std::string_view kKey = "interpreter ";
    const std::size_t at = entry.find(kKey);
    return at == std::string_view::npos
               ? ""
               : std::string(entry.substr(at + kKey.size(), entry.find('\n', at) - at - kKey.size()));
  }

  const ImageRequest& request_;
  const Place& place_;
  const BuildPorts& ports_;
  image::Platform own_;
  dockerfile::Dockerfile dockerfile_;
  image::IgnoreList ignored_;
  BuildPlan plan_;
  Errors errors_;
};

}  // namespace

DockerfileRead read_dockerfile_of(const ImageRequest& request, const ports::Files& files,
                                  const ports::Environment& environment) {
  DockerfileRead read{.path = request.file, .dockerfile = {}, .errors = {}};
  const auto is_missing = [&] { return files.type_followed(read.path) == ports::FileType::kMissing; };
  if (read.path.empty()) {
    read.path = request.folder / "Dockerfile";
    if (is_missing()) {
      read.path = request.folder / "Containerfile";
    }
    if (is_missing()) {
      read.errors.push_back({ErrorKind::kUsage, fmt::format("there is no Dockerfile in {}", request.folder.string()),
                             "name it with -f, or the folder that it is in"});
      return read;
    }
  } else if (is_missing()) {
    read.errors.push_back({ErrorKind::kUsage, fmt::format("there is no file {}", read.path.string()), {}});
    return read;
  }
  const auto source = read_source(files, read.path, shown_path(read.path, environment));
  if (!source) {
    read.errors.push_back(source.error());
    return read;
  }
  auto result = dockerfile::read_dockerfile(*source);
  read.dockerfile = std::move(result.dockerfile);
  read.errors = std::move(result.errors);
  return read;
}

BuildPlanResult plan_build(const ImageRequest& request, const Place& place, const BuildPorts& ports) {
  return Planner(request, place, ports).plan();
}

}  // namespace ropewalk::app
