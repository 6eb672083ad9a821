// The plan of a deployment that runs a container image: on a machine's engine, or in a cluster.
#include "app/deploy/image_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/deploy/apply_settings.h"
#include "app/deploy/image_verifier.h"
#include "app/deploy/open_environment.h"
#include "deploy/discover/command_line.h"
#include "deploy/targets/container_engine.h"
#include "image/reference.h"

namespace ropewalk::app {
namespace {

constexpr std::size_t kShortDigest = 12;

/// The names of the image in registries, those in the repository that it was asked for by if there are any.
std::vector<std::string> names_in_registries(const std::string& asked, const std::vector<std::string>& known) {
  const auto reference = image::parse_reference(asked);
  std::vector<std::string> own;
  std::copy_if(known.begin(), known.end(), std::back_inserter(own),
               [&](const std::string& one) { return reference && one.starts_with(reference->name() + "@"); });
  return own.empty() ? known : own;
}

/// `shop:1.2`, `shop@sha256:1a2b3c4d5e6f`: the end of an image's name, with as much of its digest as people read.
std::string short_name(const std::string& image) {
  const std::string name = image.substr(image.rfind('/') + 1);
  const std::size_t digest = name.find("@sha256:");
  return digest == std::string::npos ? name
                                     : name.substr(0, digest + std::string_view("@sha256:").size() + kShortDigest);
}

}  // namespace

Checked<MadePlan> cluster_plan(const PlanRequest& request, const ServicePlace& service,
                               const config::EnvironmentSettings* settings, const ports::Files& files) {
  std::string name = request.image ? request.version : service.settings.service.image.value_or("");
  if (request.promoted) {
    const deploy::ServiceSpec& from = request.promoted_plan->service;
    name = from.references.empty() ? from.image : from.references.front();
  }
  const auto reference = image::parse_reference(name);
  if (!reference) {
    return fail_with({ErrorKind::kUsage, reference.error().message, reference.error().hint});
  }
  RegistryImage image{.digest = reference->digest, .commit = request.promoted ? request.promoted->commit : ""};
  const bool has_rules = settings != nullptr && (!settings->branches.empty() || !settings->tags.empty());
  if (image.digest.empty() || (has_rules && image.commit.empty())) {
    auto found = request.find_image
                     ? request.find_image(name)
                     : Result<RegistryImage>(fail(ErrorKind::kUsage, fmt::format("'{}' has no digest", name)));
    if (!found) {
      return fail_with(std::move(found.error()));
    }
    image = std::move(*found);
  }
  MadePlan made;
  deploy::Plan& plan = made.plan;
  plan.service.name = service.name;
  plan.rules.name = request.environment;
  plan.digest = image.digest;
  plan.commit = image.commit;
  plan.version = request.promoted ? request.promoted->version : name.substr(name.rfind('/') + 1);
  plan.version = plan.version.substr(0, plan.version.find('@'));
  plan.service.any_answer_is_healthy = !service.settings.service.health;
  made.notes = {fmt::format("image {}", name), fmt::format("digest {}", image.digest)};
  apply(service.settings.service, plan);
  if (service.settings.service.command) {
    plan.service.command = deploy::shell_words(*service.settings.service.command);
  }
  if (settings != nullptr) {
    apply(*settings, plan);
  }
  made.notes.push_back(service.settings.service.port
                           ? fmt::format("port {}", plan.service.port)
                           : fmt::format("port {}: nothing says another one", plan.service.port));
  made.notes.push_back(service.settings.service.health
                           ? fmt::format("health {}", plan.service.health_path)
                           : std::string("health: a pod is ready when it takes connections; `health` names a path"));
  made.notes.push_back(fmt::format(
      "cluster {}{}", plan.rules.cluster.context.empty() ? "of the current context" : plan.rules.cluster.context,
      plan.rules.cluster.name_space.empty() ? "" : fmt::format(", namespace {}", plan.rules.cluster.name_space)));
  if (plan.rules.strategy != deploy::StrategyKind::kRecreate && plan.service.replicas < 2) {
    made.warnings.push_back("one replica alone is gone while its node is drained: `replicas: 2` lasts");
  }
  plan.service.target = deploy::TargetKind::kKubernetes;
  plan.service.image = fmt::format("{}@{}", reference->name(), image.digest);
  plan.service.references = {plan.service.image};
  if (settings != nullptr && settings->verify) {
    auto policy = read_verify_policy(service.top / *settings->verify, *settings->verify, files);
    if (!policy) {
      return tl::unexpected<Errors>(std::move(policy.error()));
    }
    plan.rules.verify = std::move(*policy);
  }
  return made;
}

Checked<MadePlan> image_plan(const PlanRequest& request, const ServicePlace& service,
                             const config::EnvironmentSettings* settings, const deploy::Machine& machine) {
  const std::string name = request.promoted ? request.promoted_plan->service.image
                           : request.image  ? request.version
                                            : *service.settings.service.image;
  if (const auto reference = image::parse_reference(name); request.image && !reference) {
    return fail_with({ErrorKind::kUsage, reference.error().message, reference.error().hint});
  }
  deploy::ContainerEngine engine(service_folder(machine.environment, service.name), machine);
  const auto image = engine.inspect(name, {});
  if (!image) {
    return fail_with(image.error());
  }
  MadePlan made;
  deploy::Plan& plan = made.plan;
  plan.service.name = service.name;
  plan.service.target = deploy::TargetKind::kContainer;
  plan.rules.name = request.environment;
  plan.digest = image->digest;
  plan.commit = request.promoted && !request.promoted->commit.empty() ? request.promoted->commit : image->commit;
  plan.version = request.promoted ? request.promoted->version : short_name(name);
  plan.service.port = image->port != 0 ? image->port : plan.service.port;
  plan.service.health_path = image->health_path.empty() ? "/" : image->health_path;
  plan.service.any_answer_is_healthy = image->health_path.empty();
  made.notes = {fmt::format("image {}", name), fmt::format("digest {}", image->digest)};
  made.notes.push_back(image->port != 0 ? fmt::format("port {}: EXPOSE of the image", image->port)
                                        : fmt::format("port {}: nothing says another one", plan.service.port));
  made.notes.push_back(image->health_path.empty()
                           ? std::string("health /: no health path was found, so any answer below 500 is good")
                           : fmt::format("health {}: HEALTHCHECK of the image", image->health_path));
  apply(service.settings.service, plan);
  if (service.settings.service.command) {
    plan.service.command = deploy::shell_words(*service.settings.service.command);
  }
  if (settings != nullptr) {
    apply(*settings, plan);
  }
  plan.service.image = image->id;
  if (settings != nullptr && settings->verify) {
    auto policy = read_verify_policy(service.top / *settings->verify, *settings->verify, machine.files);
    if (!policy) {
      return tl::unexpected<Errors>(std::move(policy.error()));
    }
    plan.rules.verify = std::move(*policy);
    // Where it comes from may have asked for no signature, and then knows no registry.
    plan.service.references = request.promoted ? request.promoted_plan->service.references : std::vector<std::string>();
    if (plan.service.references.empty()) {
      plan.service.references = names_in_registries(name, image->references);
    }
  }
  return made;
}

}  // namespace ropewalk::app
