#include "image/sign/provenance.h"

#include <fmt/format.h>

namespace ropewalk::image {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";

const json::object* object_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

json::object to_object(const std::vector<std::pair<std::string, std::string>>& pairs) {
  json::object object;
  for (const auto& [name, value] : pairs) {
    object[name] = value;
  }
  return object;
}

json::array dependencies(const Provenance& provenance) {
  json::array list;
  if (!provenance.commit.empty()) {
    list.push_back(json::object{
        {"uri", provenance.repository.empty() ? std::string("git+file:.")
                                              : fmt::format("git+{}@{}", provenance.repository, provenance.ref)},
        {"digest", {{"gitCommit", provenance.commit}}}});
  }
  list.push_back(json::object{{"name", "context"}, {"digest", {{"sha256", provenance.context_digest}}}});
  for (const auto& [name, digest] : provenance.bases) {
    json::object base{{"uri", "docker://" + name}};
    if (digest.starts_with(kAlgorithm)) {
      base["digest"] = json::object{{"sha256", std::string_view(digest).substr(kAlgorithm.size())}};
    }
    list.push_back(std::move(base));
  }
  return list;
}

}  // namespace

json::object to_predicate(const Provenance& provenance) {
  json::object external{{"source", {{"repository", provenance.repository}, {"ref", provenance.ref}}},
                        {"dockerfile", {{"path", provenance.dockerfile}, {"sha256", provenance.dockerfile_digest}}}};
  if (!provenance.workflow.empty()) {
    external["workflow"] =
        json::object{{"repository", provenance.repository}, {"ref", provenance.ref}, {"path", provenance.workflow}};
  }
  if (!provenance.target.empty()) {
    external["target"] = provenance.target;
  }
  json::array platforms(provenance.platforms.begin(), provenance.platforms.end());
  external["platforms"] = std::move(platforms);
  external["arguments"] = to_object(provenance.arguments);
  return {{"buildDefinition",
           {{"buildType", kBuildType},
            {"externalParameters", std::move(external)},
            {"resolvedDependencies", dependencies(provenance)}}},
          {"runDetails",
           {{"builder", {{"id", provenance.builder}, {"version", to_object(provenance.builder_versions)}}},
            {"metadata",
             {{"invocationId", provenance.invocation},
              {"startedOn", provenance.started},
              {"finishedOn", provenance.finished}}}}}};
}

ProvenanceFacts read_predicate(const json::object& predicate) {
  ProvenanceFacts facts;
  const json::object* definition = object_member(predicate, "buildDefinition");
  const json::object* details = object_member(predicate, "runDetails");
  if (definition != nullptr) {
    facts.build_type = string_member(*definition, "buildType");
    const json::object* external = object_member(*definition, "externalParameters");
    const json::object* source = external == nullptr ? nullptr : object_member(*external, "source");
    const json::object* workflow = external == nullptr ? nullptr : object_member(*external, "workflow");
    for (const json::object* from : {source, workflow}) {
      if (from != nullptr) {
        facts.repository = facts.repository.empty() ? string_member(*from, "repository") : facts.repository;
        facts.ref = facts.ref.empty() ? string_member(*from, "ref") : facts.ref;
      }
    }
    facts.workflow = workflow == nullptr ? "" : string_member(*workflow, "path");
    const json::value* list = definition->if_contains("resolvedDependencies");
    if (list != nullptr && list->is_array()) {
      for (const json::value& value : list->get_array()) {
        const json::object* digest = value.is_object() ? object_member(value.get_object(), "digest") : nullptr;
        if (digest != nullptr && digest->contains("gitCommit") && facts.commit.empty()) {
          facts.commit = string_member(*digest, "gitCommit");
        }
      }
    }
  }
  if (details != nullptr) {
    const json::object* builder = object_member(*details, "builder");
    const json::object* metadata = object_member(*details, "metadata");
    facts.builder = builder == nullptr ? "" : string_member(*builder, "id");
    facts.finished = metadata == nullptr ? "" : string_member(*metadata, "finishedOn");
  }
  return facts;
}

}  // namespace ropewalk::image
