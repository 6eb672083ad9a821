#include "image/build/buildah.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "base/strings.h"
#include "image/build/step_log.h"
#include "image/context/context.h"
#include "image/reference.h"

namespace ropewalk::image {
namespace {

/// Where `bud --blob-cache` leaves the layers that it makes, and where a push writes all of an image's.
constexpr std::string_view kNewLayers = "new";
constexpr std::string_view kAllLayers = "all";
constexpr std::size_t kLastLines = 20;

/// containers-registries.conf(5).
constexpr std::string_view kRegistriesVariable = "CONTAINERS_REGISTRIES_CONF";
constexpr std::string_view kRegistriesFile = "containers/registries.conf";

std::string value_of(const ports::EnvironmentList& environment, std::string_view name) {
  const auto found =
      std::find_if(environment.begin(), environment.end(), [&](const auto& pair) { return pair.first == name; });
  return found == environment.end() ? "" : found->second;
}

void set(ports::EnvironmentList& environment, std::string_view name, std::string value) {
  std::erase_if(environment, [&](const auto& pair) { return pair.first == name; });
  environment.emplace_back(name, std::move(value));
}

std::string_view pull_word(Pull pull) {
  switch (pull) {
    case Pull::kMissing: return "--pull=missing";
    case Pull::kAlways: return "--pull-always";
    case Pull::kNever: return "--pull-never";
  }
  return {};
}

/// What a failed call says last, without what buildah puts in front.
std::string last_words(const std::deque<std::string>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    std::string_view text = trim(*line);
    for (const std::string_view front : {"error: ", "Error: "}) {
      if (text.starts_with(front)) {
        text.remove_prefix(front.size());
      }
    }
    if (!text.empty()) {
      return std::string(text);
    }
  }
  return "it says nothing";
}

/// Without the options of its own calls, which buildah writes out in front of why they failed.
std::string_view without_options(std::string_view line) {
  constexpr std::string_view kEnd = "}: ";
  const std::size_t end = line.rfind(kEnd);
  return line.find("Options{") == std::string_view::npos || end == std::string_view::npos
             ? line
             : line.substr(end + kEnd.size());
}

/// The same in words about the Dockerfile, and not about the program's own folders.
std::string reason_of(std::string text) {
  constexpr std::string_view kBase = "creating build container: ";
  if (text.starts_with(kBase)) {
    return "the base image cannot be had: " + text.substr(kBase.size());
  }
  constexpr std::string_view kStep = "building at STEP ";
  if (const std::size_t end = text.find("\": "); text.starts_with(kStep) && end != std::string::npos) {
    text = text.substr(end + 3);
  }
  constexpr std::string_view kFull = ": no space left on device";
  if (text.ends_with(kFull)) {
    const std::string_view before = std::string_view(text).substr(0, text.size() - kFull.size());
    return fmt::format("the disk is full, at {}", before.substr(before.rfind(' ') + 1));
  }
  constexpr std::string_view kMissing = "copier: stat: \"";
  const std::size_t begin = text.find(kMissing);
  const std::size_t end = begin == std::string::npos ? begin : text.find('"', begin + kMissing.size());
  if (end != std::string::npos && text.find("no such file", end) != std::string::npos) {
    const std::string path = text.substr(begin + kMissing.size(), end - begin - kMissing.size());
    return fmt::format("{} is not there, or .dockerignore leaves it out", path);
  }
  return text;
}

}  // namespace

Buildah::Buildah(ports::Process& process, ports::Files& files, const ports::Environment& environment,
                 const ports::Clock& clock)
    : process_(process), files_(files), environment_(environment.variables()), clock_(clock) {}

std::string Buildah::name() {
  // `buildah version 1.28.2 (image-spec …)`
  const auto done = call({"buildah", "--version"}, {});
  const auto words = done ? split(trim(done->output), ' ') : std::vector<std::string_view>();
  return words.size() > 2 ? fmt::format("buildah {}", words[2]) : "buildah";
}

std::string registries_without_tls(const BuildRequest& request) {
  std::set<std::string> registries;
  std::vector<std::string> names = request.bases;
  names.push_back(request.cache_from);
  names.push_back(request.cache_to);
  for (const std::string& name : names) {
    if (const auto reference = parse_reference(name); reference && is_loopback(reference->registry)) {
      registries.insert(reference->registry);
    }
  }
  std::string text;
  for (const std::string& registry : registries) {
    text += fmt::format("\n[[registry]]\nlocation = \"{}\"\ninsecure = true\n", registry);
  }
  return text;
}

std::vector<std::string> buildah_arguments(const BuildRequest& request) {
  std::vector<std::string> words = {"buildah",
                                    "bud",
                                    "--isolation",
                                    "chroot",
                                    "--layers",
                                    "--format",
                                    "docker",
                                    "--timestamp",
                                    fmt::format("{}", request.time),
                                    "--identity-label=false",
                                    "--platform",
                                    request.platform.text(),
                                    "--blob-cache",
                                    (request.work / kNewLayers).string(),
                                    "--iidfile",
                                    (request.work / "id").string()};
  if (request.pull != Pull::kMissing) {
    words.emplace_back(pull_word(request.pull));
  } else {
    words.emplace_back("--pull=false");
  }
  if (!request.uses_cache) {
    words.emplace_back("--no-cache");
  }
  for (const auto& [name, value] : request.arguments) {
    words.emplace_back("--build-arg");
    words.push_back(fmt::format("{}={}", name, value));
  }
  for (const std::string& secret : request.secrets) {
    words.insert(words.end(), {"--secret", secret});
  }
  for (const std::string& ssh : request.ssh) {
    words.insert(words.end(), {"--ssh", ssh});
  }
  if (!request.cache_from.empty()) {
    words.insert(words.end(), {"--cache-from", request.cache_from});
  }
  if (!request.cache_to.empty()) {
    words.insert(words.end(), {"--cache-to", request.cache_to});
  }
  words.insert(words.end(), {"-f", std::string(kDockerfileInContext), "-"});
  return words;
}

Result<ports::CapturedProcess> Buildah::call(std::vector<std::string> arguments, std::stop_token stop) {
  ports::ProcessRequest request;
  request.arguments = std::move(arguments);
  request.environment = environment_;
  auto done = process_.capture(request, stop);
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, "interrupted");
  }
  return done;
}

std::string Buildah::own_registries() const {
  std::vector<std::filesystem::path> places;
  if (const std::string named = value_of(environment_, kRegistriesVariable); !named.empty()) {
    places.emplace_back(named);
  } else {
    if (const std::string home = value_of(environment_, "HOME"); !home.empty()) {
      places.push_back(std::filesystem::path(home) / ".config" / kRegistriesFile);
    }
    places.push_back(std::filesystem::path("/etc") / kRegistriesFile);
  }
  for (const std::filesystem::path& place : places) {
    if (auto text = files_.read(place)) {
      return *std::move(text);
    }
  }
  return {};
}

Result<BuildOutcome> Buildah::build(const BuildRequest& request, const BuildSink& sink, std::stop_token stop) {
  if (auto made = files_.make_directories(request.work / kNewLayers); !made) {
    return fail(std::move(made.error()));
  }
  ports::ProcessRequest call;
  call.arguments = buildah_arguments(request);
  call.environment = environment_;
  call.input = request.archive;
  if (const std::string registries = registries_without_tls(request); !registries.empty()) {
    const std::filesystem::path configuration = request.work / "registries.conf";
    if (auto written = files_.write(configuration, own_registries() + registries); !written) {
      return fail(std::move(written.error()));
    }
    set(call.environment, kRegistriesVariable, configuration.string());
  }
  StepLog log(sink, clock_);
  std::deque<std::string> last;
  const auto done = process_.run(
      call,
      [&](const ports::OutputLine& line) {
        const std::string_view text = without_options(line.text);
        log.take(text);
        last.emplace_back(text);
        if (last.size() > kLastLines) {
          last.pop_front();
        }
      },
      stop);
  if (!done) {
    return fail(done.error());
  }
  log.finish();
  if (done->end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, "the build was interrupted");
  }
  if (done->exit_code != 0) {
    const std::string where = log.steps().empty() ? "" : fmt::format(" at step {}", log.steps().back().number);
    return fail(ErrorKind::kInvalid, fmt::format("the build for {} failed{}: {}", request.platform.text(), where,
                                                 reason_of(last_words(last))));
  }
  auto id = files_.read(request.work / "id");
  if (!id) {
    return fail(std::move(id.error()));
  }
  std::string_view text = trim(*id);
  if (text.starts_with("sha256:")) {
    text.remove_prefix(std::string_view("sha256:").size());
  }
  return BuildOutcome{std::string(text), log.steps()};
}

Result<BuiltImage> Buildah::inspect(const std::string& id, std::stop_token stop) {
  const auto done = call({"buildah", "inspect", "--type", "image", "--format", "{{.Config}}", id}, stop);
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInternal,
                fmt::format("buildah cannot show the image that it built: {}", trim(done->errors)));
  }
  auto parsed = parse_json(done->output, "buildah inspect");
  const json::object* config = parsed ? parsed->if_object() : nullptr;
  const json::value* root = config == nullptr ? nullptr : config->if_contains("rootfs");
  const json::value* ids = root == nullptr || !root->is_object() ? nullptr : root->get_object().if_contains("diff_ids");
  if (ids == nullptr || !ids->is_array()) {
    return fail(ErrorKind::kInternal, "buildah shows no layers of the image that it built");
  }
  BuiltImage image;
  for (const json::value& one : ids->get_array()) {
    image.diff_ids.emplace_back(one.is_string() ? one.get_string().c_str() : "");
  }
  image.config = *config;
  return image;
}

Result<std::filesystem::path> Buildah::layer(const std::string& id, const std::string& diff_id,
                                             const std::filesystem::path& work, std::stop_token stop) {
  const std::filesystem::path fresh = work / kNewLayers / diff_id;
  if (files_.type(fresh) == ports::FileType::kFile) {
    return fresh;
  }
  const std::filesystem::path all = work / kAllLayers;
  if (files_.type(all) == ports::FileType::kMissing) {
    const auto done = call(
        {"buildah", "push", "-q", "--disable-compression", "--format", "v2s2", id, fmt::format("dir:{}", all.string())},
        stop);
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.exit_code != 0) {
      return fail(ErrorKind::kInternal,
                  fmt::format("buildah cannot write the layers of the image that it built: {}", trim(done->errors)));
    }
  }
  return all / diff_id.substr(diff_id.find(':') + 1);
}

StoredBase Buildah::base(const std::string& name, std::stop_token stop) {
  const auto done =
      call({"buildah", "inspect", "--type", "image", "--format", "{{.FromImageID}} {{.FromImageDigest}}", name}, stop);
  const auto words =
      done && done->outcome.exit_code == 0 ? split(trim(done->output), ' ') : std::vector<std::string_view>();
  return words.size() == 2 ? StoredBase{std::string(words[0]), std::string(words[1])} : StoredBase{};
}

std::string Buildah::identity() {
  const auto program = process_.find_program("buildah", value_of(environment_, "PATH"));
  if (!program) {
    return "";
  }
  const auto size = files_.size(*program);
  const auto time = files_.modified(*program);
  return size && time ? fmt::format("{} {} {}", program->string(), *size, time->time_since_epoch().count()) : "";
}

Result<std::unique_ptr<Builder>> find_builder(ports::Process& process, ports::Files& files,
                                              const ports::Environment& environment, const ports::Clock& clock) {
  const std::string path = environment.variable("PATH").value_or("");
  if (!process.find_program("buildah", path)) {
    return fail(ErrorKind::kIncomplete, "there is no buildah on this machine, so no image can be built",
                "install it: apt-get install buildah (Debian, Ubuntu), dnf install buildah (Fedora)");
  }
  return std::make_unique<Buildah>(process, files, environment, clock);
}

}  // namespace ropewalk::image
