import { prepare } from '../available.ts';
import { mysqlSuite } from '../mysql/suite.ts';

const prepared = await prepare('mariadb');
mysqlSuite('mariadb', prepared, prepared);
