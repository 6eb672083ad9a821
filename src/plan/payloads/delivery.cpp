// Payloads of what leaves the repository: releases, deployments, packages, images, pages.
#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {
namespace {

/// The tag at HEAD that sorts last (the newest version as a rule), else `v1.0.0`.
std::string tag_of(const RepositoryFacts& facts) { return facts.tags.empty() ? "v1.0.0" : facts.tags.back(); }

json::object deployment_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"id", id_of("deployment")},
      {"sha", facts.sha},
      {"ref", working_branch(repository)},
      {"task", "deploy"},
      {"payload", json::object()},
      {"environment", "production"},
      {"original_environment", "production"},
      {"production_environment", true},
      {"transient_environment", false},
      {"description", nullptr},
      {"creator", user_object(repository, repository.actor)},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
  };
}

}  // namespace

json::object release_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const std::string tag = tag_of(repository);
  return {
      {"release",
       {{"id", id_of("release")},
        {"tag_name", tag},
        {"name", tag},
        {"body", nullptr},
        {"draft", facts.action == "created"},
        {"prerelease", facts.action == "prereleased"},
        {"target_commitish", working_branch(repository)},
        {"author", user_object(repository, repository.actor)},
        {"assets", json::array()},
        {"url", fmt::format("{}/releases/{}", api_url(repository), id_of("release"))},
        {"html_url", fmt::format("{}/releases/tag/{}", html_url(repository), tag)},
        {"upload_url", fmt::format("{}/releases/{}/assets{{?name,label}}", api_url(repository), id_of("release"))},
        {"created_at", time_of(repository)},
        {"published_at", time_of(repository)}}},
  };
}

json::object deployment_payload(const PayloadFacts& facts) {
  return {{"deployment", deployment_object(facts)}, {"workflow", nullptr}, {"workflow_run", nullptr}};
}

json::object deployment_status_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"deployment_status",
       {{"id", id_of("deployment_status")},
        {"state", "success"},
        {"environment", "production"},
        {"description", nullptr},
        {"environment_url", nullptr},
        {"target_url", nullptr},
        {"log_url", nullptr},
        {"creator", user_object(repository, repository.actor)},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)}}},
      {"deployment", deployment_object(facts)},
  };
}

json::object registry_package_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const std::size_t slash = repository.full_name.find('/');
  const std::string owner = repository.full_name.substr(0, slash);
  return {
      {"registry_package",
       {{"id", id_of("package")},
        {"name", slash == std::string::npos ? repository.full_name : repository.full_name.substr(slash + 1)},
        {"namespace", owner},
        {"ecosystem", "CONTAINER"},
        {"package_type", "CONTAINER"},
        {"owner", user_object(repository, owner)},
        {"package_version",
         {{"id", id_of("package_version")},
          {"version", tag_of(repository)},
          {"target_commitish", working_branch(repository)},
          {"target_oid", facts.sha},
          {"tag_name", tag_of(repository)}}}}},
  };
}

json::object image_version_payload(const PayloadFacts& /*facts*/) {
  return {{"image_version", {{"name", "image"}, {"version", "1.0.0"}, {"state", "ready"}}}};
}

json::object page_build_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"id", id_of("page_build")},
      {"build",
       {{"status", "built"},
        {"commit", facts.sha},
        {"duration", 1000},
        {"error", {{"message", nullptr}}},
        {"pusher", user_object(repository, repository.actor)},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)}}},
  };
}

}  // namespace ropewalk::plan
