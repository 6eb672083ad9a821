// Payloads of what happens to the repository itself: protection, forks, the wiki, stars, classic projects.
#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {

json::object branch_protection_rule_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"rule",
       {{"id", id_of("rule")},
        {"name", repository.default_branch},
        {"admin_enforced", false},
        {"allow_force_pushes_enforcement_level", "off"},
        {"required_status_checks", json::array()},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)}}},
  };
}

json::object fork_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  json::object fork = repository_object(repository);
  const std::string name(string_member(fork, "name"));
  fork["id"] = id_of("fork");
  fork["fork"] = true;
  fork["full_name"] = fmt::format("{}/{}", repository.actor, name);
  fork["owner"] = user_object(repository, repository.actor);
  return {{"forkee", std::move(fork)}};
}

json::object gollum_payload(const PayloadFacts& facts) {
  return {
      {"pages",
       {{{"page_name", "Home"},
         {"title", "Home"},
         {"summary", nullptr},
         {"action", "edited"},
         {"sha", facts.sha},
         {"html_url", html_url(facts.repository) + "/wiki/Home"}}}},
  };
}

json::object public_payload(const PayloadFacts& /*facts*/) { return {}; }

json::object watch_payload(const PayloadFacts& /*facts*/) { return {}; }

json::object project_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"project",
       {{"id", id_of("project")},
        {"number", 1},
        {"name", "Board"},
        {"body", nullptr},
        {"state", facts.action == "closed" ? "closed" : "open"},
        {"creator", user_object(repository, repository.actor)},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)}}},
  };
}

json::object project_card_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"project_card",
       {{"id", id_of("project_card")},
        {"note", "A card."},
        {"column_id", id_of("project_column")},
        {"archived", false},
        {"creator", user_object(repository, repository.actor)},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)}}},
  };
}

json::object project_column_payload(const PayloadFacts& facts) {
  return {
      {"project_column",
       {{"id", id_of("project_column")},
        {"name", "To do"},
        {"created_at", time_of(facts.repository)},
        {"updated_at", time_of(facts.repository)}}},
  };
}

}  // namespace ropewalk::plan
