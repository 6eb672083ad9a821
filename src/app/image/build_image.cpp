#include "app/image/build_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "app/image/build_plan.h"
#include "app/image/known_builds.h"
#include "app/image/pack_image.h"
#include "app/read_source.h"
#include "base/hash.h"
#include "base/strings.h"
#include "image/context/context.h"
#include "tasks/task_group.h"

namespace ropewalk::app {
namespace {

using image::Platform;

/// Removes what a build leaves when it ends, however it ends: should this process be killed, the programs that it has
/// started end, too.
class WorkFolder {
 public:
  WorkFolder(std::filesystem::path path, const BuildPorts& ports) : path_(std::move(path)), files_(ports.files) {
    ports.process.mark_all(std::string(kBuildMark), path_.string());
    // Without a watch they run to their end, and the folder stays.
    if (auto watch = ports.process.watch_over({std::string(kEndImageBuild), path_.string()})) {
      watch_ = std::move(*watch);
    }
  }
  ~WorkFolder() {
    watch_.reset();
    static_cast<void>(files_.remove_all(path_));
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  ports::Files& files_;
  std::unique_ptr<ports::DeathWatch> watch_;
};

/// One platform from its context to its manifest.
class PlatformBuild {
 public:
  PlatformBuild(const ImageRequest& request, const BuildPlan& plan, image::Builder& builder, ImageStore& store,
                BuildWatcher& watcher, const BuildPorts& ports)
      : request_(request), plan_(plan), builder_(builder), store_(store), watcher_(watcher), ports_(ports) {}

  Result<PlatformImage> run(const PlatformPlan& plan, std::stop_token stop) {
    const auto begin = ports_.clock.monotonic();
    const std::string key = known_key(request_, plan_, plan, builder_);
    if (auto known = find_known(key, plan, builder_, store_, stop)) {
      if (auto image = packed_before(pack_request(plan, known->id, {}), store_)) {
        for (const image::Step& step : known->steps) {
          watcher_.step_started(plan.platform, step);
          watcher_.step_ended(plan.platform, step);
        }
        return finished(std::move(*image), plan, known->steps, begin);
      }
    }
    const auto work = work_of(plan);
    if (!work) {
      return fail(work.error());
    }
    auto built = build(plan, *work, stop);
    if (!built) {
      return fail(built.error());
    }
    auto made = pack_image(pack_request(plan, built->id, *work), builder_, store_, ports_.files, stop);
    if (!made) {
      return made;
    }
    made = finished(std::move(*made), plan, built->steps, begin);
    if (!key.empty()) {
      const std::scoped_lock lock(mutex_);
      fresh_.emplace_back(key, KnownBuild{built->id, std::move(built->steps)});
    }
    return made;
  }

  /// What was carried out and may be known next time.
  [[nodiscard]] std::vector<std::pair<std::string, KnownBuild>> fresh() && { return std::move(fresh_); }

 private:
  /// A platform's own folder below that of the build, which is made when the first one needs it.
  Result<std::filesystem::path> work_of(const PlatformPlan& plan) {
    const std::scoped_lock lock(mutex_);
    if (!work_) {
      auto folder = store_.work_folder();
      if (!folder) {
        return folder;
      }
      work_.emplace(std::move(*folder), ports_);
    }
    std::filesystem::path path = work_->path() / replace_all(plan.platform.text(), "/", "-");
    if (auto made = ports_.files.make_directories(path); !made) {
      return fail(std::move(made.error()));
    }
    return path;
  }

  [[nodiscard]] PackRequest pack_request(const PlatformPlan& plan, const std::string& id,
                                         const std::filesystem::path& work) const {
    return {.id = id,
            .work = work,
            .config = {.platform = plan.platform,
                       .created = plan_.source.created,
                       .labels = plan_.labels,
                       .default_labels = {},
                       .epoch = kLayerTime},
            .annotations = plan_.annotations};
  }

  [[nodiscard]] PlatformImage finished(PlatformImage image, const PlatformPlan& plan,
                                       const std::vector<image::Step>& steps,
                                       std::chrono::steady_clock::time_point begin) const {
    image.platform = plan.platform;
    image.steps = static_cast<int>(steps.size());
    image.cached_steps = static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [](const image::Step& step) { return step.is_cached; }));
    image.time = std::chrono::duration_cast<std::chrono::milliseconds>(ports_.clock.monotonic() - begin);
    return image;
  }

  Result<image::BuildOutcome> build(const PlatformPlan& plan, const std::filesystem::path& work, std::stop_token stop) {
    image::Step last;
    const image::BuildSink sink{
        .on_start =
            [&](const image::Step& step) {
              last = step;
              watcher_.step_started(plan.platform, step);
            },
        .on_end = [&](const image::Step& step) { watcher_.step_ended(plan.platform, step); },
        .on_line = [&](std::string_view line) { watcher_.line(plan.platform, plan_.mask.hide(line)); }};
    std::vector<std::string> bases;
    for (const image::dockerfile::BaseImage& base : plan.bases) {
      bases.push_back(base.name);
    }
    auto built = builder_.build({.platform = plan.platform,
                                 .archive = plan.context.archive,
                                 .arguments = request_.arguments,
                                 .secrets = plan_.secrets,
                                 .ssh = request_.ssh,
                                 .time = kLayerTime,
                                 .pull = request_.pull,
                                 .uses_cache = request_.uses_cache,
                                 .cache_from = request_.cache_from,
                                 .cache_to = request_.cache_to,
                                 .bases = std::move(bases),
                                 .work = work},
                                sink, stop);
    if (!built && built.error().kind == ErrorKind::kInvalid) {
      built.error().place = place_of(last, plan);
    }
    return built;
  }

  /// Where a step stands in the Dockerfile; nowhere for one that nobody wrote.
  [[nodiscard]] SourceRef place_of(const image::Step& step, const PlatformPlan& plan) const {
    const auto stage = static_cast<std::size_t>(step.stage) - 1;
    const auto number = static_cast<std::size_t>(step.number) - 1;
    if (step.number < 1 || stage >= plan.steps.size() || number >= plan.steps[stage].size()) {
      return {};
    }
    const Span span = plan.steps[stage][number];
    const std::string_view written = plan_.dockerfile_text->text().substr(span.begin, span.end - span.begin);
    // The builder may count in its own way: its words and the file's have to begin alike.
    const std::string name = to_lower(std::string_view(step.text).substr(0, step.text.find(' ')));
    return span.end > span.begin && to_lower(written).starts_with(name) ? SourceRef{plan_.dockerfile_text, span}
                                                                        : SourceRef{};
  }

  const ImageRequest& request_;
  const BuildPlan& plan_;
  image::Builder& builder_;
  ImageStore& store_;
  BuildWatcher& watcher_;
  const BuildPorts& ports_;
  std::mutex mutex_;
  std::optional<WorkFolder> work_;
  std::vector<std::pair<std::string, KnownBuild>> fresh_;
};

/// All platforms side by side; the first that fails stops the others.
Result<std::vector<PlatformImage>> build_all(PlatformBuild& build, const BuildPlan& plan, std::stop_token stop) {
  std::vector<Result<PlatformImage>> results;
  for (std::size_t i = 0; i < plan.platforms.size(); ++i) {
    results.emplace_back(fail(ErrorKind::kInterrupted, "the build was interrupted"));
  }
  if (plan.platforms.size() == 1) {
    results.front() = build.run(plan.platforms.front(), stop);
  } else {
    tasks::TaskGroup group(stop);
    for (std::size_t i = 0; i < plan.platforms.size(); ++i) {
      group.start([&, i](std::stop_token group_stop) {
        results[i] = build.run(plan.platforms[i], group_stop);
        if (!results[i]) {
          group.request_stop();
        }
      });
    }
    group.wait();
  }
  // What failed by itself comes before what was stopped by it.
  const auto failed = std::find_if(results.begin(), results.end(), [](const auto& result) {
    return !result && result.error().kind != ErrorKind::kInterrupted;
  });
  std::vector<PlatformImage> images;
  for (Result<PlatformImage>& result : results) {
    if (!result) {
      return fail(failed != results.end() ? failed->error() : result.error());
    }
    images.push_back(std::move(*result));
  }
  return images;
}

Result<void> put_together(BuiltImageSet& set, const BuildPlan& plan, ImageStore& store) {
  if (set.platforms.size() == 1) {
    set.digest = set.platforms.front().manifest.digest;
    set.media_type = image::kManifestType;
    return {};
  }
  image::Index index;
  for (const PlatformImage& one : set.platforms) {
    image::Descriptor descriptor = one.manifest;
    descriptor.platform = one.platform;
    index.manifests.push_back(std::move(descriptor));
  }
  index.annotations = plan.annotations;
  const auto kept = store.put(image::to_json(index), image::kIndexType);
  if (!kept) {
    return fail(kept.error());
  }
  set.digest = kept->digest;
  set.media_type = image::kIndexType;
  return {};
}

/// What is asked of the builder when the image is there.
class Describing {
 public:
  Describing(std::unique_ptr<image::Builder> builder, std::vector<image::dockerfile::BaseImage> bases,
             std::vector<std::pair<std::string, KnownBuild>> fresh, ImageStore& store, std::stop_token stop)
      : builder_(std::move(builder)),
        bases_(std::move(bases)),
        fresh_(std::move(fresh)),
        store_(store),
        stop_(std::move(stop)) {}

  void describe(BuiltImageSet& image) {
    image.builder = builder_->name();
    std::vector<image::StoredBase> stored;
    for (const image::dockerfile::BaseImage& base : bases_) {
      stored.push_back(builder_->base(base.name, stop_));
      image.bases.emplace_back(base.name, stored.back().digest);
    }
    remember(std::move(stored));
  }

  /// Notes what was carried out, so that it is known next time. `stored` are the bases; empty: to be asked for.
  void remember(std::vector<image::StoredBase> stored) {
    if (fresh_.empty()) {
      return;
    }
    std::vector<std::pair<std::string, std::string>> ids;
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      ids.emplace_back(bases_[i].name, i < stored.size() ? stored[i].id : builder_->base(bases_[i].name, stop_).id);
    }
    for (const auto& [key, known] : fresh_) {
      keep_known(key, known, ids, store_);
    }
  }

 private:
  std::unique_ptr<image::Builder> builder_;
  std::vector<image::dockerfile::BaseImage> bases_;
  std::vector<std::pair<std::string, KnownBuild>> fresh_;
  ImageStore& store_;
  std::stop_token stop_;
};

}  // namespace

std::uint64_t PlatformImage::size() const {
  std::uint64_t size = config.size;
  for (const image::LayerSummary& layer : layers) {
    size += layer.descriptor.size;
  }
  return size;
}

BuildImageResult build_image(const ImageRequest& request, const Place& place, ImageStore& store, BuildWatcher& watcher,
                             const BuildPorts& ports, std::stop_token stop) {
  BuildImageResult result;
  auto plan = plan_build(request, place, ports);
  if (!plan.plan) {
    result.errors = std::move(plan.errors);
    return result;
  }
  auto builder = image::find_builder(ports.process, ports.files, ports.environment, ports.clock);
  if (!builder) {
    result.errors.push_back(std::move(builder.error()));
    return result;
  }
  for (const std::string& note : plan.plan->notes) {
    watcher.note(note);
  }
  PlatformBuild build(request, *plan.plan, **builder, store, watcher, ports);
  auto images = build_all(build, *plan.plan, stop);
  if (!images) {
    result.errors.push_back(std::move(images.error()));
    return result;
  }
  BuiltImageSet set{.digest = {},
                    .media_type = {},
                    .platforms = std::move(*images),
                    .source = plan.plan->source,
                    .builder = {},
                    .context_digest = plan.plan->platforms.front().context.digest,
                    .dockerfile = plan.plan->dockerfile,
                    .dockerfile_digest = plan.plan->dockerfile_digest,
                    .bases = {},
                    .notes = plan.plan->notes,
                    .warnings = plan.plan->warnings,
                    .mask = plan.plan->mask,
                    .describe = {}};
  if (auto done = put_together(set, *plan.plan, store); !done) {
    result.errors.push_back(std::move(done.error()));
    return result;
  }
  const auto shared = std::make_shared<Describing>(std::move(*builder), plan.plan->platforms.front().bases,
                                                   std::move(build).fresh(), store, stop);
  set.describe = [shared](BuiltImageSet& image) { shared->describe(image); };
  set.remember = [shared] { shared->remember({}); };
  result.image = std::move(set);
  return result;
}

void end_killed_build(const std::filesystem::path& work, ports::Files& files, ports::Process& process) {
  static_cast<void>(process.end_marked(kBuildMark, work.string()));
  if (ImageStore::is_work_folder(work)) {
    static_cast<void>(files.remove_all(work));
  }
}

}  // namespace ropewalk::app
