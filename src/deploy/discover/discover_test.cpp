#include "deploy/discover/discover.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "deploy/discover/command_line.h"
#include "deploy/discover/dockerfile.h"
#include "ports/fake/files.h"

namespace ropewalk::deploy {
namespace {

using testing::ElementsAre;

TEST(Adapt, AServersHostAndPortBecomePlaceholders) {
  const ServerCommand command = adapt(shell_words("uvicorn app.main:app --host 0.0.0.0 --port=9000 --workers 4"));
  EXPECT_THAT(command.words,
              ElementsAre("uvicorn", "app.main:app", "--workers", "4", "--host", "{host}", "--port", "{port}"));
  EXPECT_EQ(command.port, 9000);
  EXPECT_EQ(command.workers, 4);
  EXPECT_TRUE(command.takes_port);
}

TEST(Adapt, WrappersAndFoldersAreDropped) {
  EXPECT_THAT(adapt(shell_words("poetry run /venv/bin/gunicorn -b :8080 'app:create()'")).words,
              ElementsAre("gunicorn", "app:create()", "--bind", "{host}:{port}"));
  EXPECT_THAT(adapt(shell_words("python -m uvicorn app:app --reload")).words,
              ElementsAre("python", "-m", "uvicorn", "app:app", "--host", "{host}", "--port", "{port}"));
  EXPECT_FALSE(adapt(shell_words("python -m parcels")).takes_port);
  EXPECT_TRUE(adapt({}).words.empty());
}

TEST(Adapt, ThePortOfAVariableIsItsDefault) {
  const auto port = [](std::string_view text) { return adapt(shell_words(text)).port; };
  EXPECT_EQ(port("gunicorn app:app --bind 0.0.0.0:${PORT:-8000}"), 8000);
  EXPECT_EQ(port("gunicorn app:app -b :${PORT-5001}"), 5001);
  EXPECT_EQ(port("gunicorn app:app -b0.0.0.0:5002"), 5002);
  EXPECT_EQ(port("gunicorn app:app -b [::]:5003"), 5003);
  EXPECT_EQ(port("uvicorn app:app --port=${WEB_PORT:-9001}"), 9001);
  EXPECT_EQ(port("uvicorn app:app --port ${PORT:-${WEB_PORT:-9002}}"), 9002);
  EXPECT_EQ(port("gunicorn app:app --bind=0.0.0.0:$PORT"), 0);
  EXPECT_EQ(port("gunicorn app:app --bind 0.0.0.0:${PORT}"), 0);
  EXPECT_EQ(port("gunicorn app:app --bind unix:/run/app.sock"), 0);
  EXPECT_EQ(port("gunicorn app:app --bind 0.0.0.0:70000"), 0);
  EXPECT_EQ(port("gunicorn app:app --bind 0.0.0.0:-8000"), 0);
  EXPECT_EQ(adapt(shell_words("gunicorn app:app -w4 -b :1")).workers, 4);
}

TEST(Adapt, APlaceholderTakesThePlaceOfItsVariableAlone) {
  const auto placed = [](std::string text) {
    const int port = place_port(text, "PORT");
    return text + " " + std::to_string(port);
  };
  EXPECT_EQ(placed("0.0.0.0:${PORT:-8000}"), "0.0.0.0:{port} 8000");
  EXPECT_EQ(placed("--port=$PORT"), "--port={port} 0");
  EXPECT_EQ(placed("${PORT:-${WEB:-81}}/x"), "{port}/x 81");
  EXPECT_EQ(placed("$PORTAL ${PORTS:-1} $DB_PORT"), "$PORTAL ${PORTS:-1} $DB_PORT 0");
}

TEST(ReadDockerfile, ThePortOfExposeIsTheFirstOneThatIsOne) {
  EXPECT_EQ(read_dockerfile("FROM a\nEXPOSE ${PORT:-8000}\n").port, 8000);
  EXPECT_EQ(read_dockerfile("FROM a\nEXPOSE 8000-8005/tcp\n").port, 8000);
  EXPECT_EQ(read_dockerfile("FROM a\nEXPOSE $PORT\n").port, 0);
  EXPECT_EQ(read_dockerfile("FROM a\nEXPOSE 99999\n").port, 0);
}

TEST(ReadDockerfile, TakesWhatTheLastStageSays) {
  const DockerfileFacts facts = read_dockerfile(
      "FROM python AS build\nEXPOSE 1\nENV A=1\nRUN pip install -r requirements/runtime.txt\n"
      "FROM python\nENV PATH=/x:$PATH \\\n    HOST=0.0.0.0 DB=/data/shop.db OTHER=/opt/x\nVOLUME /data\nEXPOSE "
      "8000/tcp\n"
      "HEALTHCHECK CMD curl -f http://localhost:8000/readyz || exit 1\nCMD [\"python\", \"-m\", \"shop\"]\n");
  EXPECT_THAT(facts.command, ElementsAre("python", "-m", "shop"));
  EXPECT_EQ(facts.port, 8000);
  EXPECT_EQ(facts.health_path, "/readyz");
  EXPECT_THAT(facts.environment, ElementsAre(std::pair("HOST", "0.0.0.0"), std::pair("DB", "{data}/shop.db")));
  EXPECT_THAT(facts.requirements, ElementsAre("requirements/runtime.txt"));
}

TEST(FindService, AFastApiApplicationNeedsNoConfiguration) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "fastapi\n");
  files.add("/shop/app/main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get(\"/healthz\")\ndef h(): ...\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("uvicorn", "app.main:app", "--host", "{host}", "--port", "{port}"));
  EXPECT_EQ(found->spec.health_path, "/healthz");
  EXPECT_EQ(found->spec.port, 8000);
  EXPECT_THAT(found->spec.requirements, ElementsAre("requirements.txt"));
  EXPECT_THAT(found->spec.packages, ElementsAre("uvicorn"));
}

TEST(FindService, AProcfilesDefaultPortIsThePort) {
  for (const char* const web : {"gunicorn app:app --bind 0.0.0.0:${PORT:-8123}", "python serve.py ${PORT:-8123}"}) {
    ports::FakeFiles files;
    files.add("/shop/app.py", "app = Flask(__name__)\n");
    files.add("/shop/Procfile", std::string("web: ") + web + "\n");
    const auto found = find_service(files, "/shop", "");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->spec.port, 8123) << web;
    EXPECT_NE(found->spec.command.back().find("{port}"), std::string::npos) << web;
  }
}

TEST(FindService, AnApplicationIsRunFromTheFolderOfItsRequirements) {
  ports::FakeFiles files;
  files.add("/shop/README.md", "");
  files.add("/shop/backend/requirements.txt", "fastapi\nuvicorn\n");
  files.add("/shop/backend/app/main.py", "app = FastAPI()\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, "backend");
  EXPECT_EQ(found->spec.command[1], "app.main:app");
  EXPECT_THAT(found->spec.requirements, ElementsAre("requirements.txt"));
  // What says how it is run from the top is run from there.
  files.add("/shop/Procfile", "web: uvicorn backend.app.main:app\n");
  const auto top = find_service(files, "/shop", "");
  ASSERT_TRUE(top);
  EXPECT_EQ(top->folder, "");
  EXPECT_THAT(top->spec.requirements, ElementsAre("backend/requirements.txt"));
}

TEST(FindService, RequirementsAtTheTopAreThoseOfAllBelow) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "fastapi\n");
  files.add("/shop/backend/requirements.txt", "fastapi\n");
  files.add("/shop/backend/app/main.py", "app = FastAPI()\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, "");
  EXPECT_EQ(found->spec.command[1], "backend.app.main:app");
}

TEST(FindService, OfTwoServicesNoneIsTaken) {
  ports::FakeFiles files;
  files.add("/shop/svc1/main.py", "app = FastAPI()\n");
  files.add("/shop/svc2/main.py", "app = FastAPI()\n");
  const auto both = find_service(files, "/shop", "");
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().kind, ErrorKind::kUsage);
  EXPECT_NE(both.error().message.find("svc1/main.py, svc2/main.py"), std::string::npos);
  EXPECT_NE(both.error().hint.find("-C svc1"), std::string::npos);
  // The user, or a file of theirs, says which.
  EXPECT_TRUE(find_service(files, "/shop", "uvicorn svc2.main:app"));
  EXPECT_TRUE(find_service(files, "/shop/svc2", ""));
  files.add("/shop/Procfile", "web: uvicorn svc2.main:app\n");
  EXPECT_TRUE(find_service(files, "/shop", ""));
}

TEST(FindService, ServicesWithRequirementsOfTheirOwnAreTwoAtAnyDepth) {
  ports::FakeFiles files;
  files.add("/shop/a/requirements.txt", "fastapi\n");
  files.add("/shop/a/main.py", "app = FastAPI()\n");
  files.add("/shop/b/pyproject.toml", "[project]\nname = \"b\"\n");
  files.add("/shop/b/src/b/main.py", "app = FastAPI()\n");
  EXPECT_FALSE(find_service(files, "/shop", ""));
}

TEST(FindService, AnApplicationWithItsParts) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "fastapi\n");
  files.add("/shop/app/main.py", "app = FastAPI()\n");
  files.add("/shop/app/admin.py", "admin = FastAPI()\n");
  files.add("/shop/tools/mock/server.py", "app = FastAPI()\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command[1], testing::StartsWith("app."));
}

TEST(FindService, APoetryProjectThatIsNoPackageHasItsDependenciesInstalledAlone) {
  ports::FakeFiles files;
  files.add("/shop/pyproject.toml",
            "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = \"^3.11\"\nflask = \"^3.0\"\n"
            "[build-system]\nrequires = [\"poetry-core\"]\n");
  files.add("/shop/app.py", "app = Flask(__name__)\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->spec.is_package);
  EXPECT_THAT(found->spec.packages, ElementsAre("flask>=3.0,<4", "gunicorn"));
}

TEST(FindService, AFlaskFactoryRunsUnderGunicorn) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "flask\ngunicorn\n");
  files.add("/shop/shop/__init__.py", "def create_app():\n    app = Flask(__name__)\n    return app\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("gunicorn", "shop:create_app()", "--bind", "{host}:{port}"));
  EXPECT_TRUE(found->spec.packages.empty());
  EXPECT_TRUE(found->spec.any_answer_is_healthy);
}

TEST(FindService, AProgramIsToldItsPortByTheVariableThatItReads) {
  ports::FakeFiles files;
  files.add("/shop/shop/__main__.py",
            "import os, uvicorn\nuvicorn.run(app, port=int(os.environ[\"SHOP_PORT\"]), host=os.environ['SHOP_HOST'])\n"
            "db = os.environ['DB_PORT']\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("python", "-m", "shop"));
  const auto has = [&](const char* name, const char* value) {
    return std::find(found->spec.environment.begin(), found->spec.environment.end(),
                     std::pair<std::string, std::string>(name, value)) != found->spec.environment.end();
  };
  EXPECT_TRUE(has("SHOP_PORT", "{port}"));
  EXPECT_TRUE(has("SHOP_HOST", "{host}"));
  EXPECT_FALSE(has("DB_PORT", "{port}"));
}

TEST(FindService, AFolderWithoutOneIsAnErrorThatHelps) {
  ports::FakeFiles files;
  files.add("/shop/README.md", "");
  const auto found = find_service(files, "/shop", "");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(found.error().hint.find("service: command:"), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::deploy
