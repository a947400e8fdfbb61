import { prepare } from '../available.ts';
import { mysqlSuite } from './suite.ts';

mysqlSuite('mysql', await prepare('mysql'), await prepare('mariadb'));
